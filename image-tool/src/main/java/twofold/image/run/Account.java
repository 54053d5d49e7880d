package twofold.image.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import twofold.image.overlay.Node;
import twofold.image.overlay.PathWalk;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * Who a guest process is, from {@code USER[:GROUP]} and the tree's {@code /etc/passwd} (passwd(5)) and {@code /etc/group} (group(5)).
 *
 * @param uid    the user
 * @param gid    the group
 * @param groups supplementary groups, without doubles
 * @param home   the home directory
 */
public record Account(int uid, int gid, List<Integer> groups, String home) {
    private static final int LONGEST_FILE = 16 << 20;

    /** Finds the account; an empty {@code user} is root. An unknown name is an error. */
    public static Account find(Node root, String user) {
        int colon = user.indexOf(':');
        String name = colon < 0 ? user : user.substring(0, colon);
        String group = colon < 0 ? "" : user.substring(colon + 1);
        String[] entry = entry(root, name.isEmpty() ? "0" : name);
        if (entry == null && !number(name.isEmpty() ? "0" : name)) {
            throw new UserError(ExitStatus.CANNOT, "the user \"" + name + "\" is not in the image's /etc/passwd");
        }
        int uid = entry == null ? id(name.isEmpty() ? "0" : name) : id(entry[2]);
        String home = entry == null || entry[5].isEmpty() ? "/" : entry[5];
        if (entry == null && uid == 0) {
            home = "/root";
        }
        if (!group.isEmpty()) {
            return new Account(uid, group(root, group), List.of(), home);
        }
        int gid = entry == null ? 0 : id(entry[3]);
        return new Account(uid, gid, entry == null ? List.of() : memberships(root, entry[0], gid), home);
    }

    /** The number of a group by name or number; an unknown name is an error. */
    public static int group(Node root, String group) {
        for (String[] each : lines(root, "/etc/group", 3)) {
            if (each[0].equals(group) && number(each[2])) {
                return id(each[2]);
            }
        }
        if (!number(group)) {
            throw new UserError(ExitStatus.CANNOT, "the group \"" + group + "\" is not in the image's /etc/group");
        }
        return id(group);
    }

    /** A name wins over a number, as everywhere. */
    private static String[] entry(Node root, String nameOrNumber) {
        List<String[]> all = lines(root, "/etc/passwd", 7);
        for (String[] each : all) {
            if (each[0].equals(nameOrNumber) && number(each[2]) && number(each[3])) {
                return each;
            }
        }
        for (String[] each : all) {
            if (each[2].equals(nameOrNumber) && number(each[2]) && number(each[3])) {
                return each;
            }
        }
        return null;
    }

    private static List<Integer> memberships(Node root, String name, int primary) {
        List<Integer> groups = new ArrayList<>();
        for (String[] each : lines(root, "/etc/group", 4)) {
            if (number(each[2]) && List.of(each[3].split(",")).contains(name) && id(each[2]) != primary && !groups.contains(id(each[2]))) {
                groups.add(id(each[2]));
            }
        }
        return List.copyOf(groups);
    }

    private static List<String[]> lines(Node root, String path, int fields) {
        byte[] bytes = PathWalk.read(root, path, LONGEST_FILE);
        List<String[]> found = new ArrayList<>();
        if (bytes != null) {
            for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n")) {
                String[] parts = line.split(":", -1);
                if (parts.length >= fields && !line.startsWith("#")) {
                    found.add(parts);
                }
            }
        }
        return found;
    }

    private static boolean number(String text) {
        return text.matches("[0-9]{1,10}") && Long.parseLong(text) <= 0xfffffffeL;
    }

    private static int id(String digits) {
        return (int) Long.parseLong(digits);
    }
}
