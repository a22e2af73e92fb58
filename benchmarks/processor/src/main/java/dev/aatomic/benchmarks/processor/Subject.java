package dev.aatomic.benchmarks.processor;

import dev.aatomic.Aatomic;
import dev.aatomic.runtime.Transactions;
import java.nio.file.Path;
import java.util.List;
import org.mapstruct.Mapper;

/** A processor that is measured. */
enum Subject {
    AATOMIC("dev.aatomic.processor.AatomicProcessor", List.of(Aatomic.class, Transactions.class)),
    MAPSTRUCT("org.mapstruct.ap.MappingProcessor", List.of(Mapper.class));

    private final String processor;
    private final List<Class<?>> libraries;

    Subject(String processor, List<Class<?>> libraries) {
        this.processor = processor;
        this.libraries = libraries;
    }

    /** The name of the processor's class. */
    String processor() {
        return processor;
    }

    /** The one jar in which the processor is. */
    Path processorPath() {
        try {
            return Locations.of(Class.forName(processor));
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(processor + " is not on the class path", missing);
        }
    }

    /** What the sources are compiled against. */
    List<Path> classPath() {
        return libraries.stream().map(Locations::of).toList();
    }

    /** Gives the sources for a number of interfaces. */
    List<Source> sources(int interfaces) {
        return switch (this) {
            case AATOMIC -> Sources.ofAatomic(interfaces);
            case MAPSTRUCT -> Sources.ofMapStruct(interfaces);
        };
    }
}
