package dev.aatomic.processor;

import dev.aatomic.processor.component.ComponentModel;
import dev.aatomic.processor.component.ComponentModel.Requirement;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.ComponentModelName;
import dev.aatomic.processor.describe.WrapperDescriptorFactory;
import dev.aatomic.processor.descriptor.WrapperDescriptor;
import dev.aatomic.processor.generate.GeneratedMark;
import dev.aatomic.processor.generate.ModuleGenerator;
import dev.aatomic.processor.generate.RuntimeNames;
import dev.aatomic.processor.generate.SourceWriter;
import dev.aatomic.processor.generate.SourceWriter.Source;
import dev.aatomic.processor.generate.WrapperGenerator;
import dev.aatomic.processor.option.ProcessorOptions;
import dev.aatomic.processor.read.AdapterScopes;
import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.read.DeclarationReader;
import dev.aatomic.processor.read.DefaultOverrides;
import dev.aatomic.processor.read.MissingTypes;
import dev.aatomic.processor.read.MissingTypes.Missing;
import dev.aatomic.processor.read.MistypedValues;
import dev.aatomic.processor.validate.AdaptedByValidator;
import dev.aatomic.processor.validate.AdapterPlaces;
import dev.aatomic.processor.validate.ComponentModelValidator;
import dev.aatomic.processor.validate.DeclarationValidator;
import dev.aatomic.processor.validate.Problem;
import dev.aatomic.processor.validate.ProblemPrinter;
import dev.aatomic.processor.validate.TypeValidator;
import dev.aatomic.processor.validate.ValidationReport;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.QualifiedNameable;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/** What is done with each interface or class: read, validate, describe, generate, write. */
final class AatomicStep {

    private final ProcessorOptions options;
    private final Elements elements;
    private final Function<ComponentModelName, ComponentModel> componentModels;
    private final ProblemPrinter problemPrinter;
    private final TypeValidator typeValidator = new TypeValidator(this::isCompiled);
    private final AdapterScopes adapterScopes;
    private final AdapterPlaces adapterPlaces;
    private final DeclarationReader declarationReader;
    private final DeclarationValidator declarationValidator;
    private final WrapperDescriptorFactory descriptorFactory;
    private final WrapperGenerator wrapperGenerator;
    private final ModuleGenerator moduleGenerator;
    private final SourceWriter sourceWriter;
    private final OnlyNonAatomic onlyNonAatomic;
    private final OverriddenDefaults overriddenDefaults;

    /** What each waiting type waits for, both by name: elements do not outlive a round. */
    private final Map<TypeName, Missing> deferred = new LinkedHashMap<>();

    /** The types and packages that have a source in this compilation, by name; others come from class files. */
    private final Set<String> compiled = new HashSet<>();

    /** What was reported as missing from the class path, once for all types. */
    private final Set<String> missingClasses = new HashSet<>();

    AatomicStep(
            ProcessingEnvironment environment,
            ProcessorOptions options,
            Function<ComponentModelName, ComponentModel> componentModels) {
        this.options = options;
        this.componentModels = componentModels;
        this.elements = environment.getElementUtils();
        this.adapterScopes = new AdapterScopes(elements, environment.getTypeUtils(), options.adaptedBy());
        this.declarationReader = new DeclarationReader(elements, environment.getTypeUtils(), adapterScopes);
        this.declarationValidator = new DeclarationValidator(elements, environment.getTypeUtils(), options);
        this.descriptorFactory = new WrapperDescriptorFactory(elements, environment.getTypeUtils());
        GeneratedMark generatedMark = new GeneratedMark(elements, AatomicProcessor.class.getName());
        this.wrapperGenerator = new WrapperGenerator(generatedMark);
        this.moduleGenerator = new ModuleGenerator(generatedMark);
        this.sourceWriter = new SourceWriter(environment.getFiler(), elements);
        this.onlyNonAatomic = new OnlyNonAatomic(elements);
        this.overriddenDefaults =
                new OverriddenDefaults(elements, declarationReader, new DefaultOverrides(elements, this::isCompiled));
        this.problemPrinter = new ProblemPrinter(environment.getMessager());
        this.adapterPlaces = new AdapterPlaces(
                elements,
                adapterScopes,
                new AdaptedByValidator(elements, environment.getTypeUtils()),
                problemPrinter,
                this::isCompiled);
        problemPrinter.print(options);
    }

    /** Processes the types of a round, after those that had to wait for it. */
    void process(Set<TypeElement> types, Set<? extends Element> sources) {
        sources.stream()
                .filter(QualifiedNameable.class::isInstance)
                .forEach(source -> compiled.add(nameOf((QualifiedNameable) source)));
        overriddenDefaults.addSources(sources);
        List<TypeElement> waiting =
                deferred.keySet().stream().map(name -> name.find(elements)).toList();
        deferred.clear();
        waiting.forEach(this::processSafely);
        types.forEach(this::processSafely);
    }

    /** Reports what still waits, unless the compiler does, or another error may be the reason. */
    void finish(boolean errorRaised) {
        if (errorRaised || problemPrinter.hasFailed()) {
            return;
        }
        deferred.forEach((name, missing) -> {
            TypeElement type = name.find(elements);
            if (!missing.inSource() && !adapterPlaces.reportUnknown(type)) {
                ValidationReport report = new ValidationReport(type);
                report.add(Problem.UNDEFINED, type, type.getSimpleName(), missing.text());
                problemPrinter.print(report);
            }
        });
        if (!problemPrinter.hasFailed()) {
            overriddenDefaults.reports().forEach(problemPrinter::print);
            onlyNonAatomic.reports().forEach(problemPrinter::print);
        }
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
        onlyNonAatomic.add(type);
        typeValidator.validate(type, report);
        if (!TypeValidator.isSupported(type) || !Annotations.isTransactional(type) || isRuntimeMissing(type, report)) {
            return;
        }
        Optional<Missing> missing =
                MissingTypes.find(type, this::isCompiled).or(() -> adapterScopes.missing(type, this::isCompiled));
        if (missing.isPresent()) {
            if (!report.hasErrors()) {
                deferred.put(TypeName.of(type, elements), missing.get());
            }
            return;
        }
        if (MistypedValues.areIn(type) || !adapterPlaces.areValid(type)) {
            return;
        }
        AatomicDeclaration declaration = declarationReader.read(type);
        declarationValidator.validate(declaration, report);
        if (report.hasErrors()) {
            return;
        }
        overriddenDefaults.add(declaration);
        ComponentModelName name = ComponentModelValidator.chosen(declaration, options.componentModel());
        ComponentModel componentModel = componentModels.apply(name);
        if (!isContainerMissing(declaration, name, componentModel.requirements(declaration), report)) {
            write(descriptorFactory.describe(declaration, componentModel), report);
        }
    }

    private boolean isCompiled(Element place) {
        Element each = place;
        while (each.getEnclosingElement() instanceof TypeElement outer) {
            each = outer;
        }
        return compiled.contains(nameOf((QualifiedNameable) each));
    }

    /** A package and a class may share a name. */
    private static String nameOf(QualifiedNameable source) {
        return source.getKind() == ElementKind.PACKAGE
                ? "package " + source.getQualifiedName()
                : source.getQualifiedName().toString();
    }

    private void write(WrapperDescriptor wrapper, ValidationReport report) {
        write(sourceWriter.print(wrapper.name(), wrapper, wrapperGenerator.generate(wrapper)), report);
        wrapper.module()
                .map(module -> sourceWriter.print(module.name(), wrapper, moduleGenerator.generate(module, wrapper)))
                .ifPresent(source -> write(source, report));
    }

    private void write(Source source, ValidationReport report) {
        TypeElement type = source.origin();
        if (source.hiddenType().isPresent()) {
            String hidden = source.hiddenType().get();
            String root = hidden.substring(0, hidden.indexOf('.'));
            report.add(Problem.HIDDEN_TYPE, type, "'" + hidden + "'", root, type.getSimpleName());
        } else if (!sourceWriter.write(source)) {
            report.add(Problem.CLASS_EXISTS, type, source.name(), type.getSimpleName());
        } else if (options.verbose()) {
            problemPrinter.printWritten(source.name(), type);
        }
    }

    /** The same for every type, so it is reported at the first. */
    private boolean isRuntimeMissing(TypeElement type, ValidationReport report) {
        String name = RuntimeNames.ATOMIC.canonicalName();
        boolean missing = isMissing(name, type);
        if (missing && missingClasses.add(name)) {
            report.add(Problem.RUNTIME_MISSING, type, name);
        }
        return missing;
    }

    /** Reported at the attribute; where the option says it, at the first type. */
    private boolean isContainerMissing(
            AatomicDeclaration declaration,
            ComponentModelName name,
            List<Requirement> requirements,
            ValidationReport report) {
        Optional<Requirement> missing = requirements.stream()
                .filter(requirement -> isMissing(requirement.type(), declaration.type()))
                .findFirst();
        if (missing.isPresent()) {
            String type = missing.get().type();
            Object[] arguments = {name.key(), type, missing.get().artifact()};
            if (declaration.componentModel().isPresent()) {
                report.add(
                        Problem.COMPONENT_MODEL_MISSING,
                        declaration.componentModel().get(),
                        arguments);
            } else if (missingClasses.add(type)) {
                report.add(Problem.COMPONENT_MODEL_MISSING, declaration.type(), arguments);
            }
        }
        return missing.isPresent();
    }

    private boolean isMissing(String name, TypeElement type) {
        return elements.getTypeElement(elements.getModuleOf(type), name) == null;
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
