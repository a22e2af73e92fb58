package dev.aatomic.reactive.random;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A part of a program.
 *
 * @param kind what it does
 * @param number which, or how many; of a block also its {@linkplain #form form}
 * @param parts what it is made of
 */
record Node(Kind kind, int number, List<Node> parts) {

    static Node of(Kind kind, int number, Node... parts) {
        return new Node(kind, number, List.of(parts));
    }

    Node first() {
        return parts.get(0);
    }

    Node second() {
        return parts.get(1);
    }

    Form form() {
        return Form.values()[number % Form.values().length];
    }

    boolean has(Predicate<Node> which) {
        return which.test(this) || parts.stream().anyMatch(part -> part.has(which));
    }

    /** Whether there is one that stands outside of blocks. */
    boolean hasOutside(Predicate<Node> which) {
        return !kind.isBlock() && (which.test(this) || parts.stream().anyMatch(part -> part.hasOutside(which)));
    }

    boolean hasEffect() {
        return has(node -> node.kind.hasEffect());
    }

    int size() {
        return 1 + parts.stream().mapToInt(Node::size).sum();
    }

    /** The same without something. */
    List<Node> smaller() {
        List<Node> smaller = new ArrayList<>();
        boolean isList = kind == Kind.SEQUENCE || kind == Kind.MERGE;
        for (int i = 0; i < parts.size(); i++) {
            smaller.add(parts.get(i));
            if (isList && parts.size() > 1) {
                List<Node> rest = new ArrayList<>(parts);
                rest.remove(i);
                smaller.add(new Node(kind, number, rest));
            }
        }
        if (kind.isBlock() && number >= Form.values().length) {
            smaller.add(new Node(kind, number % Form.values().length, parts));
        }
        for (int i = 0; i < parts.size(); i++) {
            for (Node part : parts.get(i).smaller()) {
                List<Node> changed = new ArrayList<>(parts);
                changed.set(i, part);
                smaller.add(new Node(kind, number, changed));
            }
        }
        return smaller;
    }

    @Override
    public String toString() {
        String name = kind.isBlock() ? kind + " " + form() + " " + number : kind + " " + number;
        return parts.isEmpty()
                ? name
                : parts.stream().map(Node::toString).collect(Collectors.joining(", ", name + "(", ")"));
    }
}
