package dev.aatomic.processor.method;

import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;

/** One method: as interfaces declare it and as classes implement it, each nearest first. It grows while read. */
record MethodGroup(List<Member> declarations, List<Member> implementations) {

    List<Member> all() {
        return Stream.concat(implementations.stream(), declarations.stream()).toList();
    }

    /**
     * A declaration.
     *
     * @param element what was written
     * @param type its types, seen from the annotated type
     * @param owner the type that declares it, seen from there too
     */
    record Member(ExecutableElement element, ExecutableType type, DeclaredType owner) {

        String name() {
            return element.getSimpleName().toString();
        }
    }
}
