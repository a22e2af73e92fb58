package dev.aatomic.processor;

import com.google.auto.service.AutoService;
import dev.aatomic.processor.descriptor.GeneratedName;
import dev.aatomic.processor.read.AnnotationValues;
import dev.aatomic.processor.read.Annotations;
import java.util.List;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;

/**
 * Claims the annotations of containers on generated classes, as javac warns of those that no processor wants. It leaves a round
 * alone in which others have such annotations, and a compilation in which a container has a processor of its own.
 */
@AutoService(Processor.class)
public final class BeanAnnotationsProcessor extends AbstractProcessor {

    private static final List<String> CONTAINERS_WITH_PROCESSORS =
            List.of("dagger.Component", "io.avaje.inject.BeanScope", "io.micronaut.context.BeanContext");

    /** Makes the processor, as compilers do. */
    public BeanAnnotationsProcessor() {}

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of(
                "com.google.inject.Provides",
                "jakarta.annotation.Priority",
                "jakarta.enterprise.context.Dependent",
                "jakarta.enterprise.inject.Alternative",
                "jakarta.inject.Inject",
                "jakarta.inject.Singleton",
                "org.springframework.context.annotation.Primary",
                "org.springframework.stereotype.Component");
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        return annotations.stream()
                        .flatMap(annotation -> round.getElementsAnnotatedWith(annotation).stream())
                        .allMatch(BeanAnnotationsProcessor::isGenerated)
                && CONTAINERS_WITH_PROCESSORS.stream()
                        .allMatch(name -> processingEnv.getElementUtils().getTypeElement(name) == null);
    }

    private static boolean isGenerated(Element element) {
        Element type = element;
        // A package or module has nothing around it that was generated.
        while (type != null && (type.getEnclosingElement() instanceof TypeElement || !(type instanceof TypeElement))) {
            type = type.getEnclosingElement();
        }
        return type != null && isMarked(type);
    }

    private static boolean isMarked(Element type) {
        return Annotations.find(type, GeneratedName.MARK)
                .flatMap(annotation -> Annotations.written(annotation, "value"))
                .filter(value -> AnnotationValues.elements(value).stream()
                        .map(AnnotationValue::getValue)
                        .anyMatch(AatomicProcessor.class.getName()::equals))
                .isPresent();
    }
}
