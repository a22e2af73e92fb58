package dev.aatomic.runtime.internal.body;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Which types are of values whose work may go on, or has not begun, when they are returned. */
final class AsynchronousTypes {

    /** Other libraries' types, by name since they need not be there, each with what its users call it. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("org.reactivestreams.Publisher", "Publisher"),
            Map.entry("io.smallrye.mutiny.Uni", "Uni"),
            Map.entry("io.reactivex.rxjava3.core.SingleSource", "Single"),
            Map.entry("io.reactivex.rxjava3.core.MaybeSource", "Maybe"),
            Map.entry("io.reactivex.rxjava3.core.CompletableSource", "Completable"),
            Map.entry("io.reactivex.rxjava3.core.ObservableSource", "Observable"),
            Map.entry("io.vertx.core.Future", "Future"),
            Map.entry("kotlinx.coroutines.Deferred", "Deferred"),
            Map.entry("kotlinx.coroutines.flow.Flow", "Flow"));

    private static final String NONE = "";

    private static final ClassValue<String> KINDS = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            if (CompletionStage.class.isAssignableFrom(type)) {
                return "CompletionStage";
            }
            if (Future.class.isAssignableFrom(type)) {
                return "Future";
            }
            if (Flow.Publisher.class.isAssignableFrom(type)) {
                return "Publisher";
            }
            String named = named(type);
            return named == null ? NONE : named;
        }
    };

    private AsynchronousTypes() {}

    /** What the type is, among those; null if it is none of them. */
    static @Nullable String kind(Class<?> type) {
        String kind = KINDS.get(type);
        return kind.equals(NONE) ? null : kind;
    }

    private static @Nullable String named(Class<?> type) {
        String kind = NAMES.get(type.getName());
        for (Class<?> extended : type.getInterfaces()) {
            if (kind != null) {
                return kind;
            }
            kind = named(extended);
        }
        return kind == null && type.getSuperclass() != null ? named(type.getSuperclass()) : kind;
    }
}
