package dev.aatomic.processor.read;

import dev.aatomic.processor.declaration.ReturnTypeRow;
import dev.aatomic.processor.declaration.ReturnTypeRow.Artifact;
import java.util.List;
import java.util.Optional;

/** The return types that we have adapters for: a row each, all of them lazy. */
final class ReturnTypeTable {

    private static final boolean ONE = false;
    private static final boolean MANY = true;

    private static final Library REACTOR =
            new Library("reactor.core.publisher", "dev.aatomic.reactor.ReactorBlocks", "aatomic-reactor");
    private static final Library MUTINY =
            new Library("io.smallrye.mutiny", "dev.aatomic.mutiny.MutinyBlocks", "aatomic-mutiny");
    private static final Library RXJAVA =
            new Library("io.reactivex.rxjava3.core", "dev.aatomic.rxjava3.RxJavaBlocks", "aatomic-rxjava3");
    private static final Library REACTIVE_STREAMS = new Library(
            "org.reactivestreams", "dev.aatomic.reactivestreams.ReactiveStreamsBlocks", "aatomic-reactive-streams");

    private static final List<ReturnTypeRow> ROWS = List.of(
            REACTOR.row("Mono", "mono", ONE),
            REACTOR.row("Flux", "flux", MANY),
            MUTINY.row("Uni", "uni", ONE),
            MUTINY.row("Multi", "multi", MANY),
            RXJAVA.row("Single", "single", ONE),
            RXJAVA.row("Maybe", "maybe", ONE),
            RXJAVA.row("Completable", "completable", ONE),
            RXJAVA.row("Flowable", "flowable", MANY),
            RXJAVA.row("Observable", "observable", MANY),
            REACTIVE_STREAMS.row("Publisher", "publisher", MANY),
            ofBlock("java.util.concurrent.Flow.Publisher", "getPublisher"));

    private ReturnTypeTable() {}

    static List<ReturnTypeRow> rows() {
        return ROWS;
    }

    static Optional<ReturnTypeRow> find(String type) {
        return ROWS.stream().filter(row -> row.type().equals(type)).findFirst();
    }

    private static ReturnTypeRow ofBlock(String type, String method) {
        return new ReturnTypeRow(type, Optional.empty(), method, /* lazy= */ true, MANY, Optional.empty());
    }

    private record Library(String packageName, String adapter, String artifact) {

        ReturnTypeRow row(String type, String method, boolean many) {
            // Each class is in the package that its module is named after.
            String module = adapter.substring(0, adapter.lastIndexOf('.'));
            return new ReturnTypeRow(
                    packageName + "." + type,
                    Optional.of(adapter),
                    method,
                    /* lazy= */ true,
                    many,
                    Optional.of(new Artifact("dev.aatomic:" + artifact, module)));
        }
    }
}
