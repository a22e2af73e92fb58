package dev.aatomic.processor;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Filer;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;

/** Runs the processor as Gradle does: behind a filer that notes from which elements each file comes. */
final class OriginatingElements extends AbstractProcessor {

    private final AatomicProcessor processor = new AatomicProcessor();
    private final Map<String, List<String>> byFile = new TreeMap<>();

    /** The names of the elements of each file. */
    Map<String, List<String>> byFile() {
        return byFile;
    }

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return processor.getSupportedAnnotationTypes();
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return processor.getSupportedSourceVersion();
    }

    @Override
    public synchronized void init(ProcessingEnvironment environment) {
        super.init(environment);
        processor.init(proxy(ProcessingEnvironment.class, environment));
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        return processor.process(annotations, round);
    }

    /** Passes everything on, and watches the one method that this is about; reading resources would not be isolated. */
    private <T> T proxy(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            try {
                return switch (method.getName()) {
                    case "getFiler" -> proxy(Filer.class, (Filer) method.invoke(target));
                    case "createSourceFile" -> {
                        byFile.put(
                                (String) args[0],
                                Arrays.stream((Element[]) args[1])
                                        .map(Element::toString)
                                        .toList());
                        yield method.invoke(target, args);
                    }
                    case "getResource", "createResource", "createClassFile" ->
                        throw new IOException("Not isolated: " + method);
                    default -> method.invoke(target, args);
                };
            } catch (InvocationTargetException failure) {
                throw failure.getCause();
            }
        }));
    }
}
