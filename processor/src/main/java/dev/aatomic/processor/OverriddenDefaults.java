package dev.aatomic.processor;

import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.Form;
import dev.aatomic.processor.declaration.MethodDeclaration;
import dev.aatomic.processor.descriptor.GeneratedName;
import dev.aatomic.processor.read.DeclarationReader;
import dev.aatomic.processor.read.DefaultOverrides;
import dev.aatomic.processor.read.DefaultOverrides.DefaultOverride;
import dev.aatomic.processor.validate.Problem;
import dev.aatomic.processor.validate.ValidationReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/**
 * Finds implementations that override default methods which generated classes leave to their interfaces: nobody would call what
 * they have. By name: elements do not outlive a round. Not safe for use by several threads.
 */
final class OverriddenDefaults {

    private final Elements elements;
    private final DeclarationReader declarationReader;
    private final DefaultOverrides defaultOverrides;
    private final Set<TypeName> owners = new LinkedHashSet<>();
    private final Set<TypeName> sources = new LinkedHashSet<>();
    private final Set<String> generated = new HashSet<>();

    OverriddenDefaults(Elements elements, DeclarationReader declarationReader, DefaultOverrides defaultOverrides) {
        this.elements = elements;
        this.declarationReader = declarationReader;
        this.defaultOverrides = defaultOverrides;
    }

    /** Adds the sources of a round, which may implement anything. */
    void addSources(Set<? extends Element> roots) {
        ElementFilter.typesIn(roots).forEach(type -> sources.add(TypeName.of(type, elements)));
    }

    /** Adds a type for which a class is generated. */
    void add(AatomicDeclaration declaration) {
        TypeElement type = declaration.type();
        generated.add(GeneratedName.of(type).toString());
        if (declaration.form() != Form.DEFAULTS
                && declaration.methods().stream().anyMatch(MethodDeclaration::inherited)) {
            owners.add(TypeName.of(type, elements));
        }
    }

    /** A report for each implementation, once all types were added. */
    List<ValidationReport> reports() {
        if (owners.isEmpty()) {
            return List.of();
        }
        Map<TypeElement, AatomicDeclaration> declarations = new LinkedHashMap<>();
        for (TypeName owner : owners) {
            TypeElement type = owner.find(elements);
            declarations.put(type, declarationReader.read(type));
        }
        List<ValidationReport> reports = new ArrayList<>();
        for (TypeName source : sources) {
            if (!generated.contains(source.name())) {
                addReports(source.find(elements), declarations, reports);
            }
        }
        return reports;
    }

    private void addReports(
            TypeElement type, Map<TypeElement, AatomicDeclaration> declarations, List<ValidationReport> reports) {
        ValidationReport report = new ValidationReport(type);
        for (DefaultOverride override : defaultOverrides.of(type, declarations)) {
            report.add(
                    Problem.OVERRIDDEN_DEFAULT,
                    override.method(),
                    nameOf(override.method()),
                    nameOf(override.overridden()),
                    GeneratedName.of(override.owner()).simpleName());
        }
        reports.add(report);
        ElementFilter.typesIn(type.getEnclosedElements()).forEach(nested -> addReports(nested, declarations, reports));
    }

    private static String nameOf(Element method) {
        return method.getEnclosingElement().getSimpleName() + "." + method.getSimpleName();
    }
}
