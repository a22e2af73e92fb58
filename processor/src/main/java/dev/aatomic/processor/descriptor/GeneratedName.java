package dev.aatomic.processor.descriptor;

import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;

/**
 * The name of a generated class: {@code Accounts} gives {@code AccountsAatomic}, and {@code Outer.Inner} gives
 * {@code Outer_InnerAatomic}, in the same package.
 *
 * @param packageName the package; empty for the unnamed one
 * @param simpleName the name in it
 */
public record GeneratedName(String packageName, String simpleName) {

    /** The annotation of what is generated, if the module it goes to can read it: it lives in {@code java.compiler}. */
    public static final String MARK = "javax.annotation.processing.Generated";

    /**
     * Names the class for an interface.
     *
     * @param type the interface
     * @return the name
     */
    public static GeneratedName of(TypeElement type) {
        String packageName = packageOf(type).getQualifiedName().toString();
        return new GeneratedName(packageName, nestedName(type).replace('.', '_') + "Aatomic");
    }

    /**
     * The name of a type without its package: {@code Outer.Inner}.
     *
     * @param type the type
     * @return the name
     */
    public static String nestedName(TypeElement type) {
        // Eclipse has no dollar signs in the qualified name of a nested type.
        return type.getEnclosingElement() instanceof TypeElement outer
                ? nestedName(outer) + "." + type.getSimpleName()
                : type.getSimpleName().toString();
    }

    /**
     * The name of a type with its package.
     *
     * @param type the type
     * @return the name, in which nothing tells packages from types
     */
    public static String qualifiedName(TypeElement type) {
        return new GeneratedName(packageOf(type).getQualifiedName().toString(), nestedName(type)).toString();
    }

    private static PackageElement packageOf(TypeElement type) {
        var element = type.getEnclosingElement();
        while (!(element instanceof PackageElement)) {
            element = element.getEnclosingElement();
        }
        return (PackageElement) element;
    }

    @Override
    public String toString() {
        return packageName.isEmpty() ? simpleName : packageName + "." + simpleName;
    }
}
