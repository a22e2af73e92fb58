package dev.aatomic.processor;

import com.google.auto.service.AutoService;
import dev.aatomic.processor.component.ComponentModel;
import dev.aatomic.processor.component.ComponentModels;
import dev.aatomic.processor.declaration.ComponentModelName;
import dev.aatomic.processor.descriptor.GeneratedName;
import dev.aatomic.processor.option.ProcessorOption;
import dev.aatomic.processor.option.ProcessorOptions;
import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.read.KotlinFunctions;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/**
 * Generates the class {@code …Aatomic} for every interface or class that is annotated with {@code @Aatomic}, or has a
 * method that is. Each class depends on its origin and what that refers to, and on nothing else.
 */
@AutoService(Processor.class)
public final class AatomicProcessor extends AbstractProcessor {

    private final Function<ComponentModelName, ComponentModel> componentModels;
    private @Nullable AatomicStep step;

    /** Makes the processor, as compilers do. */
    public AatomicProcessor() {
        this(ComponentModels::of);
    }

    AatomicProcessor(Function<ComponentModelName, ComponentModel> componentModels) {
        this.componentModels = componentModels;
    }

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        // All but two are claimed only: javac warns of annotations that no processor wants, our own @Generated
        // included.
        return Set.of(
                Annotations.AATOMIC,
                Annotations.NON_AATOMIC,
                Annotations.AATOMIC_DELEGATE,
                Annotations.ADAPTED_BY,
                Annotations.RETURN_TYPE_ADAPTER,
                GeneratedName.MARK);
    }

    @Override
    public Set<String> getSupportedOptions() {
        return Arrays.stream(ProcessorOption.values()).map(ProcessorOption::key).collect(Collectors.toSet());
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public synchronized void init(ProcessingEnvironment environment) {
        super.init(environment);
        step = new AatomicStep(environment, ProcessorOptions.of(environment.getOptions()), componentModels);
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        if (step == null) {
            throw new IllegalStateException("Not initialized");
        }
        if (round.processingOver()) {
            step.finish(round.errorRaised());
        } else {
            step.process(annotatedTypes(annotations, round), round.getRootElements());
        }
        return true;
    }

    private static Set<TypeElement> annotatedTypes(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        Set<TypeElement> types = new LinkedHashSet<>();
        for (TypeElement annotation : annotations) {
            String name = annotation.getQualifiedName().toString();
            if (name.equals(Annotations.AATOMIC) || name.equals(Annotations.NON_AATOMIC)) {
                for (Element element : round.getElementsAnnotatedWith(annotation)) {
                    typeOf(element).ifPresent(types::add);
                }
            }
        }
        return types;
    }

    /** Compilers show annotations in places where they may not be, too, before they complain of them. */
    private static Optional<TypeElement> typeOf(Element element) {
        Element place = element.getKind() == ElementKind.METHOD ? element.getEnclosingElement() : element;
        return place instanceof TypeElement type && !KotlinFunctions.isHolderOfBodies(type)
                ? Optional.of(type)
                : Optional.empty();
    }
}
