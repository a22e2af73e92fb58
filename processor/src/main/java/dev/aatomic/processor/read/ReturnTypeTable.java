package dev.aatomic.processor.read;

import dev.aatomic.processor.declaration.ReturnTypeRow;
import dev.aatomic.processor.declaration.ReturnTypeRow.Artifact;
import java.util.List;
import java.util.Optional;

/** The return types that we have adapters for: a row each. */
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
    private static final Library KOTLIN = new Library("kotlin", "dev.aatomic.kotlin.KotlinBlocks", "aatomic-kotlin");
    private static final Library COROUTINES = new Library("kotlinx.coroutines", KOTLIN.adapter(), KOTLIN.artifact());

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
            COROUTINES.eagerRow("Deferred", "deferred"),
            COROUTINES.row("flow.Flow", "flow", MANY),
            ofBlock("java.util.concurrent.Flow.Publisher", "getPublisher"));

    private static final ReturnTypeRow SUSPENDED = KOTLIN.eagerRow("coroutines.Continuation", "await");

    private ReturnTypeTable() {}

    static List<ReturnTypeRow> rows() {
        return ROWS;
    }

    static Optional<ReturnTypeRow> find(String type) {
        return ROWS.stream().filter(row -> row.type().equals(type)).findFirst();
    }

    /** For a function whose last parameter is of this type. */
    static ReturnTypeRow suspended() {
        return SUSPENDED;
    }

    private static ReturnTypeRow ofBlock(String type, String method) {
        return new ReturnTypeRow(type, Optional.empty(), method, /* lazy= */ true, MANY, Optional.empty());
    }

    private record Library(String packageName, String adapter, String artifact) {

        ReturnTypeRow row(String type, String method, boolean many) {
            return row(type, method, /* lazy= */ true, many);
        }

        ReturnTypeRow eagerRow(String type, String method) {
            return row(type, method, /* lazy= */ false, ONE);
        }

        private ReturnTypeRow row(String type, String method, boolean lazy, boolean many) {
            // Each class is in the package that its module is named after.
            String module = adapter.substring(0, adapter.lastIndexOf('.'));
            return new ReturnTypeRow(
                    packageName + "." + type,
                    Optional.of(adapter),
                    method,
                    lazy,
                    many,
                    Optional.of(new Artifact("dev.aatomic:" + artifact, module)));
        }
    }
}
