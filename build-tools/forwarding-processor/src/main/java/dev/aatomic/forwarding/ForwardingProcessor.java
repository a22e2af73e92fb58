package dev.aatomic.forwarding;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.tools.Diagnostic;

/**
 * Writes a class {@code Forwarding…} for each interface that a class annotated with {@code Forwarding} names: a subclass of the
 * annotated one that has all methods which that one lacks. The annotation is the runtime's own, and read by its name.
 */
@AutoService(Processor.class)
public final class ForwardingProcessor extends AbstractProcessor {

    /** Makes the processor, as compilers do. */
    public ForwardingProcessor() {}

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of(HandleContract.ANNOTATION);
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        for (TypeElement annotation : annotations) {
            for (Element annotated : round.getElementsAnnotatedWith(annotation)) {
                write((TypeElement) annotated);
            }
        }
        return false;
    }

    private void write(TypeElement annotated) {
        Rules rules = Rules.of(annotated, processingEnv.getElementUtils());
        ForwardingWriter writer = new ForwardingWriter(annotated, rules, processingEnv);
        for (DeclaredType type : rules.types()) {
            try {
                writer.write(type).writeTo(processingEnv.getFiler());
            } catch (IOException e) {
                processingEnv
                        .getMessager()
                        .printMessage(
                                Diagnostic.Kind.ERROR,
                                "The class that forwards the methods of " + type + " could not be written: " + e,
                                annotated);
            }
        }
        for (String unused : rules.unusedPatterns()) {
            processingEnv
                    .getMessager()
                    .printMessage(
                            Diagnostic.Kind.ERROR,
                            "\"" + unused + "\" matches no method that is forwarded. Correct it, or take it out.",
                            annotated);
        }
    }
}
