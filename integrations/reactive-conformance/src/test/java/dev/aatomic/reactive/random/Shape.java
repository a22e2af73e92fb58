package dev.aatomic.reactive.random;

/** Which programs there are: the generator makes no others, but leaving out a part of one may. */
final class Shape {

    private Shape() {}

    static boolean isProgram(Node root) {
        return root.has(node -> node.kind().isBlock()) && isPart(root, false);
    }

    private static boolean isPart(Node node, boolean isInside) {
        return switch (node.kind()) {
            case ITEMS -> true;
            case NEVER, RETURNS_NULL -> false;
            case CONCAT_MAP, FLAT_MAP -> isSource(node.first()) && areParts(node, isInside);
            case OVERDUE_BLOCK, TIMED_OUT_BLOCK -> isEndless(node.first());
            case BLOCK, MERGED_BLOCK, FORGIVING_BLOCK, RETRIED_BLOCK ->
                node.first().kind() == Kind.RETURNS_NULL || areParts(node, true);
            default -> (isInside || !node.parts().isEmpty()) && areParts(node, isInside);
        };
    }

    private static boolean areParts(Node node, boolean isInside) {
        return node.parts().stream().allMatch(part -> isPart(part, isInside));
    }

    /** What is done for each item of a stream waits until its block has ended, so that must have ended before. */
    private static boolean isSource(Node node) {
        return node.kind() == Kind.COLLECT || !node.hasEffect();
    }

    /** Nothing but its limit ends it. */
    private static boolean isEndless(Node body) {
        Node last = body.kind() == Kind.SEQUENCE ? body.parts().get(body.parts().size() - 1) : body;
        return last.kind() == Kind.NEVER && body.parts().stream().allMatch(part -> part == last || isPart(part, true));
    }
}
