package dev.aatomic.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** An element of an XML file, looked at by the names of its children. */
record Xml(Element element) {

    static Xml read(Path file) {
        try {
            return new Xml(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement());
        } catch (IOException failure) {
            throw new UncheckedIOException("Expected " + file + ", which the build of its module writes", failure);
        } catch (ParserConfigurationException | SAXException failure) {
            throw new IllegalStateException(file + " is not XML", failure);
        }
    }

    /** All elements at the end of a path such as {@code licenses/license}. */
    List<Xml> all(String path) {
        Stream<Xml> found = Stream.of(this);
        for (String name : path.split("/")) {
            found = found.flatMap(parent -> parent.children(name).stream());
        }
        return found.toList();
    }

    /** The text of the one element at the end of a path; empty where there is no such element, or no text in it. */
    Optional<String> text(String path) {
        List<Xml> found = all(path);
        if (found.size() > 1) {
            throw new IllegalStateException("Expected one " + path + ", found " + found.size());
        }
        return found.stream()
                .map(one -> one.element.getTextContent().strip())
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    private List<Xml> children(String name) {
        List<Xml> children = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child && child.getTagName().equals(name)) {
                children.add(new Xml(child));
            }
        }
        return children;
    }
}
