package dev.aatomic.benchmarks.processor;

import java.util.ArrayList;
import java.util.List;

/** Writes interfaces of ten methods each. */
final class Sources {

    private static final int METHODS = 10;
    private static final int PROPERTIES = 5;

    private Sources() {}

    /** Interfaces with methods of every supported form and some settings. */
    static List<Source> ofAatomic(int interfaces) {
        List<Source> sources = new ArrayList<>();
        sources.add(new Source("Receipt", "package app; public record Receipt(long from, long to, String text) {}\n"));
        for (int number = 0; number < interfaces; number++) {
            String text = """
                    package app;

                    import dev.aatomic.*;
                    import java.util.List;
                    import java.util.Map;
                    import java.util.concurrent.CompletableFuture;
                    import java.util.concurrent.CompletionStage;

                    @Aatomic(using = "main")
                    public interface Service%1$d {
                        CompletionStage<Receipt> transfer(long from, long to, String text);

                        CompletionStage<Void> open(long id);

                        CompletableFuture<List<Receipt>> list(long id);

                        @Aatomic(readOnly = true)
                        CompletionStage<Map<Long, List<Receipt>>> statement(List<? extends Number> ids);

                        @Aatomic(durable = true, isolation = Isolation.SERIALIZABLE, timeout = "5s", retry = @Retry)
                        CompletionStage<Void> settle(String day);

                        Receipt find(long id) throws java.io.IOException;

                        long count(String... texts);

                        void close(long id);

                        <T extends Comparable<T>> CompletionStage<T> greatest(List<T> values);

                        @NonAatomic
                        String describe();
                    }
                    """;
            sources.add(new Source("Service" + number, text.formatted(number)));
        }
        return sources;
    }

    /** Mappers that each map ten beans to ten others, of a few properties, all of the same type on both sides. */
    static List<Source> ofMapStruct(int interfaces) {
        List<Source> sources = new ArrayList<>();
        StringBuilder methods = new StringBuilder();
        for (int number = 0; number < METHODS; number++) {
            sources.add(bean("Source" + number));
            sources.add(bean("Target" + number));
            methods.append("    Target%1$d map%1$d(Source%1$d source);%n%n".formatted(number));
        }
        for (int number = 0; number < interfaces; number++) {
            String text = "package app;%n%n@org.mapstruct.Mapper%npublic interface Mapper%d {%n%s}%n";
            sources.add(new Source("Mapper" + number, text.formatted(number, methods)));
        }
        return sources;
    }

    private static Source bean(String name) {
        StringBuilder text = new StringBuilder("package app;%n%npublic class %s {%n".formatted(name));
        for (int number = 0; number < PROPERTIES; number++) {
            text.append("""
                        private String property%1$d;

                        public String getProperty%1$d() {
                            return property%1$d;
                        }

                        public void setProperty%1$d(String value) {
                            property%1$d = value;
                        }
                    """.formatted(number));
        }
        return new Source(name, text.append("}\n").toString());
    }
}
