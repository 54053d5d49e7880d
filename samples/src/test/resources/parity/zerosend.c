/* Sending nothing to one who has closed is no segment, and brings no reset. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static void say(const char *what, ssize_t result) { printf("%s: %zd %d\n", what, result, result < 0 ? errno : 0); }

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    bind(listener, (struct sockaddr *)&at, sizeof at);
    listen(listener, 1);
    getsockname(listener, (struct sockaddr *)&at, &length);
    int client = socket(AF_INET, SOCK_STREAM, 0);
    say("connect", connect(client, (struct sockaddr *)&at, sizeof at));
    int server = accept(listener, NULL, NULL);
    say("nothing", send(client, "", 0, 0));
    close(server);
    usleep(50000);
    char byte;
    say("recv", recv(client, &byte, 1, 0));
    say("nothing", send(client, "", 0, 0));
    say("nothing again", send(client, "", 0, 0));
    say("write of nothing", write(client, "", 0));
    say("one", send(client, "x", 1, 0));
    usleep(50000);
    say("nothing after a reset", send(client, "", 0, 0));
    say("one after a reset", send(client, "x", 1, 0));
    say("recv", recv(client, &byte, 1, 0));
    return 0;
}
