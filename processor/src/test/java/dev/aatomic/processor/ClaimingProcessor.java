package dev.aatomic.processor;

import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;

/** Claims annotations that no processor reads, of which javac would warn. */
final class ClaimingProcessor extends AbstractProcessor {

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of(
                "org.jspecify.annotations.*",
                "app.*",
                "lib.*",
                "other.*",
                "com.google.inject.*",
                "dagger.*",
                "io.avaje.*",
                "io.micronaut.*",
                "jakarta.*",
                "org.springframework.*");
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        return true;
    }
}
