package dev.aatomic.runtime.internal.common;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Knows the operators of reactive libraries that are on the stack, and Kotlin's coroutines, by name: these libraries need not be there. */
public final class ReactiveOperator {

    /** A library by its packages, and how its users come back into a block. */
    private record Library(String packages, String mend) {}

    private static final List<Library> LIBRARIES = List.of(
            new Library(
                    "reactor.core.",
                    ". This runs in an operator of Reactor's. If one before it, as publishOn or delayElement, has gone on on another"
                            + " thread, a block that returns mono.toFuture() is lost: open it by ReactorBlocks (aatomic-reactor), and go on"
                            + " by ReactorTransactions, whose submit and bind find it by Reactor's context"),
            new Library(
                    "io.reactivex.rxjava3.",
                    ". This runs in an operator of RxJava's. If one before it, as observeOn or delay, has gone on on another thread, the"
                            + " block is lost: open it by RxJavaBlocks (aatomic-rxjava3), and come back by RxJavaTransactions.bind"),
            new Library(
                    "io.smallrye.mutiny.",
                    ". This runs in an operator of Mutiny's. If one before it, as emitOn or delayIt, has gone on on another thread, the"
                            + " block is lost: open it by MutinyBlocks (aatomic-mutiny) and go on by MutinyTransactions, or let"
                            + " aatomic-microprofile-context-propagation carry it"),
            new Library(
                    "kotlinx.coroutines.",
                    ". This runs in a coroutine. One that is no child of the block, as of GlobalScope or of a scope around the block, has"
                            + " none: start it in the block's own scope, or give it BlockContext() (aatomic-kotlin)"));

    private static final StackWalker STACK = StackWalker.getInstance();

    private ReactiveOperator() {}

    /** What brings a block to the innermost such operator, as the end of a message; empty if none is on the stack. */
    public static String mend() {
        return STACK.walk(frames -> frames.map(StackFrame::getClassName)
                        .map(ReactiveOperator::mendIn)
                        .filter(Objects::nonNull)
                        .findFirst())
                .orElse("");
    }

    private static @Nullable String mendIn(String className) {
        for (Library library : LIBRARIES) {
            if (className.startsWith(library.packages)) {
                return library.mend;
            }
        }
        return null;
    }
}
