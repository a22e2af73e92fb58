package dev.aatomic.processor.type;

import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/** Whether the generated class can name a type. */
public final class Accessibility {

    private final Elements elements;

    /**
     * Makes one for a compilation.
     *
     * @param elements the compiler's elements
     */
    public Accessibility(Elements elements) {
        this.elements = elements;
    }

    /**
     * Finds, of a type and those around it, the one that is hidden from a package.
     *
     * @param here the package
     * @param type the type
     * @return what is hidden; empty if the package can name the type
     */
    public Optional<Element> hiddenFrom(PackageElement here, Element type) {
        for (Element each = type; each instanceof TypeElement; each = each.getEnclosingElement()) {
            Set<Modifier> modifiers = each.getModifiers();
            boolean hidden = modifiers.contains(Modifier.PRIVATE)
                    || !modifiers.contains(Modifier.PUBLIC)
                            && !elements.getPackageOf(each).equals(here);
            if (hidden) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether every package can name a type.
     *
     * @param type the type
     * @return true if it and those around it are public
     */
    public static boolean isPublic(TypeElement type) {
        for (Element each = type; each instanceof TypeElement; each = each.getEnclosingElement()) {
            if (!each.getModifiers().contains(Modifier.PUBLIC)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The name of a package in messages.
     *
     * @param element the package
     * @return the name
     */
    public static CharSequence nameOf(PackageElement element) {
        return element.isUnnamed() ? "(unnamed)" : element.getQualifiedName();
    }
}
