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
        String packageName = packageOf(type).getQualifiedName().toString();
        String qualifiedName = type.getQualifiedName().toString();
        return packageName.isEmpty() ? qualifiedName : qualifiedName.substring(packageName.length() + 1);
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
