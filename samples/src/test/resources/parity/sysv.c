#include "parity.h"
int main() {
    int m = shmget(IPC_PRIVATE, 5000, 0600);
    struct shmid_ds d;
    char *a = shmat(m, 0, 0), *b = shmat(m, 0, SHM_RDONLY);
    T(a != b);
    strcpy(a, "shared");
    puts(b);
    T(shmctl(m, IPC_STAT, &d));
    printf("%zu %d %o\n", d.shm_segsz, (int)d.shm_nattch, d.shm_perm.mode);
    if (!fork()) {
        a[0] = 'S';
        _exit(0);
    }
    wait(0);
    puts(b);
    T(shmctl(m, IPC_RMID, 0));
    T(shmctl(m, IPC_STAT, &d));
    printf("%o\n", d.shm_perm.mode);
    T(shmdt(a));
    T(shmdt(a));
    T(shmdt(b));
    T(shmctl(m, IPC_STAT, &d));
    T(shmget(1234, 10, 0));
    T(shmget(IPC_PRIVATE, 0, 0600));
    int s = semget(IPC_PRIVATE, 2, 0600);
    struct sembuf up = {0, 1, 0}, down = {0, -1, 0}, try = {0, -1, IPC_NOWAIT}, undo = {1, 3, SEM_UNDO}, zero = {0, 0, IPC_NOWAIT};
    T(semop(s, &try, 1));
    T(semop(s, &up, 1));
    T(semop(s, &zero, 1));
    T(semctl(s, 0, GETVAL));
    if (!fork()) {
        semop(s, &undo, 1);
        _exit(semctl(s, 1, GETVAL));
    }
    int st;
    wait(&st);
    T(WEXITSTATUS(st));
    T(semctl(s, 1, GETVAL));
    T(semop(s, &down, 1));
    if (!fork()) {
        usleep(20000);
        semop(s, &up, 1);
        _exit(0);
    }
    T(semop(s, &down, 1));
    wait(0);
    T(semtimedop(s, &down, 1, &(struct timespec){0, 1000000}));
    T(semctl(s, 5, GETVAL));
    T(semctl(s, 0, SETVAL, 40000));
    T(semctl(s, 0, IPC_RMID));
    T(semop(s, &up, 1));
    int q = msgget(IPC_PRIVATE, 0600);
    struct {
        long t;
        char b[20];
    } x = {3, "three"}, y;
    T(msgsnd(q, &x, 6, 0));
    x.t = 1;
    strcpy(x.b, "one");
    T(msgsnd(q, &x, 4, 0));
    x.t = 0;
    T(msgsnd(q, &x, 4, 0));
    T(msgrcv(q, &y, 20, 5, IPC_NOWAIT));
    T(msgrcv(q, &y, 2, 3, 0));
    T(msgrcv(q, &y, 20, -2, 0));
    puts(y.b);
    T(msgrcv(q, &y, 20, 3, MSG_EXCEPT | IPC_NOWAIT));
    T(msgrcv(q, &y, 3, 0, MSG_NOERROR));
    struct msqid_ds c;
    T(msgctl(q, IPC_STAT, &c));
    T(c.msg_qnum);
    T(msgctl(q, IPC_RMID, 0));
    T(msgrcv(q, &y, 3, 0, 0));
}
