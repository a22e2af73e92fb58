package dev.aatomic.processor.type;

import dev.aatomic.processor.descriptor.GeneratedName;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ErrorType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.SimpleTypeVisitor14;
import org.jspecify.annotations.Nullable;

/** Writes types for messages: as a source with imports would, but without annotations. */
public final class ReadableTypes extends SimpleTypeVisitor14<String, @Nullable Void> {

    private static final ReadableTypes INSTANCE = new ReadableTypes();

    private ReadableTypes() {}

    /**
     * Writes a type without packages.
     *
     * @param type the type
     * @return for example {@code Map<String, Integer>}
     */
    public static String of(TypeMirror type) {
        return INSTANCE.visit(type);
    }

    @Override
    public String visitDeclared(DeclaredType type, @Nullable Void nothing) {
        TypeElement element = (TypeElement) type.asElement();
        String name = EnclosingTypes.of(type)
                .map(enclosing -> visit(enclosing) + "." + element.getSimpleName())
                .orElseGet(() -> GeneratedName.nestedName(element));
        return name + arguments(type.getTypeArguments());
    }

    private String arguments(List<? extends TypeMirror> arguments) {
        return arguments.isEmpty()
                ? ""
                : arguments.stream().map(this::visit).collect(Collectors.joining(", ", "<", ">"));
    }

    @Override
    public String visitError(ErrorType type, @Nullable Void nothing) {
        return type.toString();
    }

    @Override
    public String visitArray(ArrayType type, @Nullable Void nothing) {
        return visit(type.getComponentType()) + "[]";
    }

    @Override
    public String visitTypeVariable(TypeVariable type, @Nullable Void nothing) {
        return type.asElement().getSimpleName().toString();
    }

    @Override
    public String visitWildcard(WildcardType type, @Nullable Void nothing) {
        if (type.getSuperBound() != null) {
            return "? super " + visit(type.getSuperBound());
        }
        return type.getExtendsBound() == null ? "?" : "? extends " + visit(type.getExtendsBound());
    }

    @Override
    protected String defaultAction(TypeMirror type, @Nullable Void nothing) {
        return type.getKind().isPrimitive() ? type.getKind().name().toLowerCase(Locale.ROOT) : type.toString();
    }
}
