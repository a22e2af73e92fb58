package dev.aatomic.processor.validate;

import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.ComponentModelName;
import dev.aatomic.processor.declaration.WrittenValue;
import dev.aatomic.processor.read.Annotations;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;

/** Checks which container a generated class is to be a bean of. */
public final class ComponentModelValidator {

    /** What the option says. */
    private final Optional<ComponentModelName> option;

    ComponentModelValidator(Optional<ComponentModelName> option) {
        this.option = option;
    }

    /**
     * The container of a valid declaration.
     *
     * @param declaration what the user wrote
     * @param option what the option says
     * @return what the annotation says, else the option
     */
    public static ComponentModelName chosen(AatomicDeclaration declaration, Optional<ComponentModelName> option) {
        return declaration
                .componentModel()
                .flatMap(ComponentModelValidator::find)
                .or(() -> option)
                .orElse(ComponentModelName.PLAIN);
    }

    private static Optional<ComponentModelName> find(WrittenValue value) {
        return ComponentModelName.find((String) value.value().getValue());
    }

    void validate(AatomicDeclaration declaration, ValidationReport report) {
        TypeElement type = declaration.type();
        declaration.componentModel().ifPresent(value -> validate(type, value, report));
        for (ExecutableElement method : ElementFilter.methodsIn(type.getEnclosedElements())) {
            Annotations.componentModel(method)
                    .ifPresent(value -> report.add(
                            Problem.COMPONENT_MODEL,
                            value,
                            "on a type, for which a bean is generated",
                            value.value().getValue(),
                            " on the method '" + method.getSimpleName() + "'",
                            "",
                            "Move it to '" + type.getSimpleName() + "'"));
        }
        ComponentModelName chosen = chosen(declaration, option);
        if (!type.getTypeParameters().isEmpty() && chosen != ComponentModelName.PLAIN) {
            report.add(
                    Problem.GENERIC_COMPONENT,
                    type,
                    Annotations.find(type, Annotations.AATOMIC),
                    type.getSimpleName(),
                    chosen.key());
        }
    }

    private void validate(TypeElement type, WrittenValue value, ValidationReport report) {
        String found = (String) value.value().getValue();
        Optional<ComponentModelName> name = ComponentModelName.find(found);
        if (name.isEmpty()) {
            List<String> keys = ComponentModelName.keys();
            report.add(
                    Problem.COMPONENT_MODEL,
                    value,
                    "one of: " + String.join(", ", keys),
                    found,
                    "",
                    NearMiss.question(found, keys),
                    "Correct it");
        } else if (option.isPresent()
                && !name.equals(option)
                && name.get() != ComponentModelName.PLAIN
                && option.get() != ComponentModelName.PLAIN) {
            report.add(
                    Problem.COMPONENT_MODEL_CONFLICT,
                    value,
                    type.getSimpleName(),
                    found,
                    option.get().key());
        }
    }
}
