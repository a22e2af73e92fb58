package dev.aatomic.processor;

import dev.aatomic.processor.component.ComponentModel;
import dev.aatomic.processor.component.WrapperDescriptorFactory;
import dev.aatomic.processor.generate.GeneratedMark;
import dev.aatomic.processor.generate.RuntimeNames;
import dev.aatomic.processor.generate.SourceWriter;
import dev.aatomic.processor.generate.WrapperGenerator;
import dev.aatomic.processor.model.AatomicDeclaration;
import dev.aatomic.processor.model.WrapperDescriptor;
import dev.aatomic.processor.option.ProcessorOptions;
import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.read.DeclarationReader;
import dev.aatomic.processor.read.MissingTypes;
import dev.aatomic.processor.read.MistypedValues;
import dev.aatomic.processor.validate.DeclarationValidator;
import dev.aatomic.processor.validate.Problem;
import dev.aatomic.processor.validate.ProblemPrinter;
import dev.aatomic.processor.validate.TypeValidator;
import dev.aatomic.processor.validate.ValidationReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/** What is done with each interface or class: read, validate, describe, generate, write. */
final class AatomicStep {

    private final ProcessorOptions options;
    private final Elements elements;
    private final ProblemPrinter problemPrinter;
    private final TypeValidator typeValidator = new TypeValidator();
    private final DeclarationReader declarationReader;
    private final DeclarationValidator declarationValidator;
    private final WrapperDescriptorFactory descriptorFactory;
    private final WrapperGenerator wrapperGenerator;
    private final SourceWriter sourceWriter;

    /** What each waiting interface waits for, both by name: elements do not outlive a round. */
    private final Map<String, String> deferred = new LinkedHashMap<>();

    private boolean runtimeMissing;

    AatomicStep(ProcessingEnvironment environment, ProcessorOptions options, ComponentModel componentModel) {
        this.options = options;
        this.elements = environment.getElementUtils();
        this.declarationReader = new DeclarationReader(elements, environment.getTypeUtils());
        this.declarationValidator = new DeclarationValidator(elements, environment.getTypeUtils(), options.databases());
        this.descriptorFactory = new WrapperDescriptorFactory(componentModel, elements, environment.getTypeUtils());
        this.wrapperGenerator = new WrapperGenerator(new GeneratedMark(elements, AatomicProcessor.class.getName()));
        this.sourceWriter = new SourceWriter(environment.getFiler(), elements);
        this.problemPrinter = new ProblemPrinter(environment.getMessager());
        problemPrinter.print(options);
    }

    /** Processes the types of a round, after those that had to wait for it. */
    void process(Set<TypeElement> types) {
        List<TypeElement> waiting =
                deferred.keySet().stream().map(elements::getTypeElement).toList();
        deferred.clear();
        waiting.forEach(this::processSafely);
        types.forEach(this::processSafely);
    }

    /** Reports what still waits, unless another error may be the reason. */
    void finish(boolean errorRaised) {
        if (errorRaised || problemPrinter.hasFailed()) {
            return;
        }
        deferred.forEach((name, missing) -> {
            TypeElement type = elements.getTypeElement(name);
            ValidationReport report = new ValidationReport(type);
            report.add(Problem.UNDEFINED, type, type.getSimpleName(), missing);
            problemPrinter.print(report);
        });
    }

    private void processSafely(TypeElement type) {
        ValidationReport report = new ValidationReport(type);
        try {
            process(type, report);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError failure) {
            // Compilers print the stack trace of whatever a processor throws, and stop.
            report.add(Problem.INTERNAL, type, type.getSimpleName(), describe(failure));
        }
        problemPrinter.print(report);
    }

    private void process(TypeElement type, ValidationReport report) {
        typeValidator.validate(type, report);
        if (!TypeValidator.isSupported(type) || !Annotations.isTransactional(type) || isRuntimeMissing(type, report)) {
            return;
        }
        Optional<String> missing = MissingTypes.find(type);
        if (missing.isPresent()) {
            if (!report.hasErrors()) {
                deferred.put(type.getQualifiedName().toString(), missing.get());
            }
            return;
        }
        if (MistypedValues.areIn(type)) {
            return;
        }
        AatomicDeclaration declaration = declarationReader.read(type);
        declarationValidator.validate(declaration, report);
        if (!report.hasErrors()) {
            write(descriptorFactory.describe(declaration), report);
        }
    }

    private void write(WrapperDescriptor wrapper, ValidationReport report) {
        TypeElement type = wrapper.origin();
        if (!sourceWriter.write(wrapper, wrapperGenerator.generate(wrapper))) {
            report.add(Problem.CLASS_EXISTS, type, wrapper.name(), type.getSimpleName());
        } else if (options.verbose()) {
            problemPrinter.printWritten(wrapper);
        }
    }

    /** The same for every type, so it is reported at the first. */
    private boolean isRuntimeMissing(TypeElement type, ValidationReport report) {
        String name = RuntimeNames.ATOMIC.canonicalName();
        boolean missing = elements.getTypeElement(elements.getModuleOf(type), name) == null;
        if (missing && !runtimeMissing) {
            runtimeMissing = true;
            report.add(Problem.RUNTIME_MISSING, type, name);
        }
        return missing;
    }

    private static String describe(Throwable failure) {
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith(AatomicStep.class.getPackageName())) {
                return failure + " at " + frame;
            }
        }
        return failure.toString();
    }
}
