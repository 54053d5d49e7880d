/* POSIX semaphores and shared memory: between processes and threads, names, refusals. */
#include "parity.h"
int main() {
    sem_t s;
    int v;
    T(sem_init(&s, 0, 2));
    T(sem_getvalue(&s, &v));
    T(v);
    T(sem_wait(&s));
    T(sem_trywait(&s));
    T(sem_trywait(&s));
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_nsec += 5000000;
    if (t.tv_nsec >= 1000000000) t.tv_sec++, t.tv_nsec -= 1000000000;
    T(sem_timedwait(&s, &t));
    t.tv_nsec = -1;
    T(sem_timedwait(&s, &t));
    T(sem_post(&s));
    T(sem_timedwait(&s, &t));
    T(sem_destroy(&s));
    T(sem_init(&s, 0, -1));
    T(sem_init(&s, 0, SEM_VALUE_MAX));
    T(sem_post(&s));
    sem_unlink("/parity");
    sem_t *n = sem_open("/parity", O_CREAT | O_EXCL, 0600, 0);
    T(n != SEM_FAILED);
    T(sem_open("/parity", O_CREAT | O_EXCL, 0600, 0) == SEM_FAILED);
    T(errno == EEXIST);
    T(sem_open("/none", 0) == SEM_FAILED);
    T(errno == ENOENT);
    T(sem_open("/a/b", O_CREAT, 0600, 0) == SEM_FAILED);
    pid_t p = fork();
    if (!p) {
        usleep(2000);
        sem_post(n);
        sem_post(n);
        _exit(0);
    }
    T(sem_wait(n));
    T(sem_wait(n));
    wait(0);
    T(sem_trywait(n));
    T(sem_close(n));
    T(sem_unlink("/parity"));
    T(sem_unlink("/parity"));
    sem_t *sh = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    sem_init(sh, 1, 0);
    int *count = (int *)(sh + 1);
    for (int i = 0; i < 4; i++)
        if (!fork()) {
            for (int k = 0; k < 50; k++) {
                sem_wait(sh);
                ++*count;
                sem_post(sh);
            }
            _exit(0);
        }
    sem_post(sh);
    while (wait(0) > 0)
        ;
    T(*count);
    shm_unlink("/pshm");
    int f = shm_open("/pshm", O_CREAT | O_RDWR | O_EXCL, 0600);
    T(f >= 0);
    T(shm_open("/pshm", O_CREAT | O_EXCL | O_RDWR, 0600));
    T(ftruncate(f, 8192));
    char *m = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, f, 0);
    int g = shm_open("/pshm", O_RDONLY, 0);
    T(g >= 0);
    char *r = mmap(0, 8192, PROT_READ, MAP_SHARED, g, 0);
    T(mmap(0, 8192, PROT_WRITE, MAP_SHARED, g, 0) == MAP_FAILED);
    m[5000] = 7;
    T(r[5000]);
    CHILD(m[5001] = 8);
    T(r[5001]);
    T(shm_unlink("/pshm"));
    T(shm_unlink("/pshm"));
    m[5002] = 9;
    T(r[5002]);
    T(shm_open("/pshm", O_RDWR, 0));
    struct stat st;
    T(fstat(f, &st));
    T(st.st_size);
    T(st.st_nlink);
    T(fcntl(f, F_GETFD));
    T(shm_open("/x/y", O_CREAT | O_RDWR, 0600));
    T(shm_open("", O_CREAT | O_RDWR, 0600));
    T(write(f, "x", 1));
    T(r[0]);
}
