package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.S_IFMT;
import static twofold.container.abi.Fcntl.S_IFSOCK;

import twofold.container.vfs.Caller;
import twofold.container.vfs.Domain;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Naming;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.Walk;
import twofold.image.overlay.FileError;

/** The name of a UNIX socket: a node in the file system, to whose inode the socket is attached, or an abstract name of the namespace. */
final class UnixBinding {
    /** An abstract name: each type of sockets has its own. */
    record Name(int type, String text) {
    }

    private final Socket socket;
    private SocketName.Unix name = SocketName.Unix.UNNAMED;
    private Inode inode;

    UnixBinding(Socket socket) {
        this.socket = socket;
    }

    SocketName.Unix name() {
        return name;
    }

    boolean bound() {
        return !name.text().isEmpty();
    }

    void bind(Caller who, SocketName wanted) {
        if (!(wanted instanceof SocketName.Unix unix)) {
            throw FileError.of(EINVAL);
        }
        boolean path = !unix.text().isEmpty() && !unix.isAbstract();
        Walk.Found found = path ? Walk.vacant(who, who.context().cwd, unix.text()) : null;
        if (found != null && found.path() != null) {
            throw FileError.of(EADDRINUSE);
        }
        if (bound()) {
            if (unix.text().isEmpty()) {
                return;
            }
            throw FileError.of(EINVAL);
        }
        if (unix.text().isEmpty()) {
            name = socket.net.autobind(socket);
        } else if (unix.isAbstract()) {
            if (socket.net.abstractNames.putIfAbsent(new Name(socket.type, unix.text()), socket) != null) {
                throw FileError.of(EADDRINUSE);
            }
            name = unix;
        } else {
            // Whatever the directory hands on: a socket's mode is one that the umask has been at
            int mode = 0777 & ~who.context().umask;
            inode = Naming.create(who, found, S_IFSOCK | mode, 0);
            inode.attach(socket);
            name = unix;
        }
    }

    /** Gives a socket a name that has none and is to tell who sends, unix(7). */
    void name(Caller who) {
        if (socket.options.passesSender() && !bound()) {
            bind(who, SocketName.Unix.UNNAMED);
        }
    }

    void unbind() {
        if (inode != null) {
            if (inode.attachment() == socket) {
                inode.attach(null);
            }
            inode = null;
        } else if (bound()) {
            socket.net.abstractNames.remove(new Name(socket.type, name.text()), socket);
        }
    }

    /** The socket behind a name, ECONNREFUSED if there is none, EPROTOTYPE if it is of another type than this one. */
    Socket find(Caller who, SocketName wanted) {
        if (!(wanted instanceof SocketName.Unix unix) || unix.text().isEmpty()) {
            throw FileError.of(EINVAL);
        }
        Object found;
        if (unix.isAbstract()) {
            found = socket.net.abstractNames.get(new Name(socket.type, unix.text()));
            if (found instanceof Socket named && !Domain.reaches(who.credentials().domain, named.domain, Domain.SOCKETS)) {
                throw FileError.of(EPERM);
            }
        } else {
            VfsPath path = Walk.to(who, who.context().cwd, unix.text(), true);
            who.credentials().through(path.mount()).require(path.inode(), 2);
            found = (path.inode().mode() & S_IFMT) == S_IFSOCK ? path.inode().attachment() : null;
        }
        if (!(found instanceof Socket there)) {
            throw FileError.of(ECONNREFUSED);
        }
        if (there.type != socket.type) {
            throw FileError.of(EPROTOTYPE);
        }
        return there;
    }
}
