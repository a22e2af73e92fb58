package dev.aatomic.processor.read;

import dev.aatomic.processor.type.Accessibility;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Finds what a generated class implements. */
final class Superinterfaces {

    private final Elements elements;
    private final Types types;
    private final Accessibility accessibility;

    Superinterfaces(Elements elements, Types types) {
        this.elements = elements;
        this.types = types;
        this.accessibility = new Accessibility(elements);
    }

    /**
     * The interface itself; for a class all interfaces that it and its superclasses implement, as the class sees them.
     * One that others cannot name gives way to those it extends, and one that another extends is left out.
     */
    List<DeclaredType> of(TypeElement type) {
        if (type.getKind() == ElementKind.INTERFACE) {
            return List.of((DeclaredType) type.asType());
        }
        List<DeclaredType> found = new ArrayList<>();
        addInterfaces((DeclaredType) type.asType(), elements.getPackageOf(type), found);
        List<DeclaredType> nearest = new ArrayList<>();
        for (DeclaredType each : found) {
            if (nearest.stream().noneMatch(other -> isSame(each, other))
                    && found.stream().noneMatch(other -> !isSame(each, other) && isSubtype(other, each))) {
                nearest.add(each);
            }
        }
        return nearest;
    }

    private void addInterfaces(DeclaredType type, PackageElement here, List<DeclaredType> found) {
        for (TypeMirror supertype : types.directSupertypes(type)) {
            DeclaredType parent = (DeclaredType) supertype;
            boolean implementable = parent.asElement().getKind() == ElementKind.INTERFACE
                    && accessibility.hiddenFrom(here, parent.asElement()).isEmpty();
            if (implementable) {
                found.add(parent);
            } else {
                addInterfaces(parent, here, found);
            }
        }
    }

    private boolean isSame(DeclaredType first, DeclaredType second) {
        return first.asElement().equals(second.asElement());
    }

    private boolean isSubtype(DeclaredType first, DeclaredType second) {
        return types.isSubtype(types.erasure(first), types.erasure(second));
    }
}
