package twofold.image.build;

import java.io.InputStream;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import twofold.image.layer.LayerWriter;
import twofold.image.overlay.Node;
import twofold.image.tar.TarEntry;

/** A file of another stage or image, copied as it is. */
record TreeFile(Node node) implements SourceFile {
    @Override
    public int mode() {
        return node.mode();
    }

    @Override
    public int uid() {
        return node.uid();
    }

    @Override
    public int gid() {
        return node.gid();
    }

    @Override
    public long modified() {
        return node.modified();
    }

    @Override
    public long size() {
        return node.size();
    }

    @Override
    public String target() {
        return node.target();
    }

    @Override
    public long device() {
        return node.device();
    }

    @Override
    public SortedMap<String, byte[]> attributes() {
        SortedMap<String, byte[]> attributes = new TreeMap<>();
        node.attributes().forEach(name -> attributes.put(name, node.attribute(name)));
        return attributes;
    }

    @Override
    public SortedMap<String, SourceFile> children() {
        SortedMap<String, SourceFile> children = new TreeMap<>();
        long cookie = 0;
        for (List<Node.Entry> batch = node.entries(0, 1024); !batch.isEmpty(); batch = node.entries(cookie, 1024)) {
            for (Node.Entry each : batch) {
                children.put(each.name(), new TreeFile(each.node()));
                cookie = each.cookie();
            }
        }
        return children;
    }

    @Override
    public InputStream data() {
        return LayerWriter.data(node);
    }

    @Override
    public long identity() {
        return (node.mode() & TarEntry.TYPE) != TarEntry.DIRECTORY && node.links() > 1 ? node.number() : 0;
    }
}
