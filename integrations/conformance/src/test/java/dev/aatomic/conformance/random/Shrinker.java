package dev.aatomic.conformance.random;

import dev.aatomic.conformance.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes a failing program smaller, for as long as it goes on failing. */
final class Shrinker {

    /** Tells whether a program still fails. */
    @FunctionalInterface
    interface Failing {
        boolean test(List<Op> program) throws Exception;
    }

    private Shrinker() {}

    /**
     * Takes operations away, and bodies out of what is around them, one after another.
     *
     * @param program what fails
     * @param attempts how many smaller programs are tried at most
     * @param failing whether a program still fails
     * @return the smallest that was found
     * @throws Exception what the test throws
     */
    static List<Op> shrink(List<Op> program, int attempts, Failing failing) throws Exception {
        List<Op> smallest = program;
        int left = attempts;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (List<Op> candidate : smallerThan(smallest).toList()) {
                if (left-- <= 0) {
                    return smallest;
                }
                if (failing.test(candidate)) {
                    smallest = candidate;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private static Stream<List<Op>> smallerThan(List<Op> body) {
        return IntStream.range(0, body.size()).boxed().flatMap(index -> {
            Op op = body.get(index);
            Stream<List<Op>> without = Stream.of(List.of());
            Stream<List<Op>> bare = bodyOf(op).isEmpty() ? Stream.of() : Stream.of(bodyOf(op));
            Stream<List<Op>> inside = smallerThan(bodyOf(op)).map(inner -> List.of(withBody(op, inner)));
            return Stream.of(without, bare, inside)
                    .flatMap(Function.identity())
                    .map(replacement -> replace(body, index, replacement));
        });
    }

    private static List<Op> replace(List<Op> body, int index, List<Op> replacement) {
        List<Op> replaced = new ArrayList<>(body.subList(0, index));
        replaced.addAll(replacement);
        replaced.addAll(body.subList(index + 1, body.size()));
        return List.copyOf(replaced);
    }

    private static List<Op> bodyOf(Op op) {
        if (op instanceof Op.Block block) {
            return block.body();
        } else if (op instanceof Op.Try attempt) {
            return attempt.body();
        } else if (op instanceof Op.OnCommit hook) {
            return hook.body();
        }
        return List.of();
    }

    private static Op withBody(Op op, List<Op> body) {
        if (op instanceof Op.Block block) {
            return new Op.Block(block.using(), block.savepoint(), block.durable(), body);
        } else if (op instanceof Op.OnCommit hook) {
            return new Op.OnCommit(hook.using(), hook.label(), hook.robust(), body);
        }
        return new Op.Try(body);
    }
}
