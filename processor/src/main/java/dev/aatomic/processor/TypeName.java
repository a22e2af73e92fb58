package dev.aatomic.processor;

import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;

/** A type by name; types of two modules that are compiled together may share one. Without modules there is none. */
record TypeName(@Nullable String module, String name) {

    static TypeName of(TypeElement type, Elements elements) {
        ModuleElement module = elements.getModuleOf(type);
        return new TypeName(
                module == null ? null : module.getQualifiedName().toString(),
                type.getQualifiedName().toString());
    }

    TypeElement find(Elements elements) {
        ModuleElement found = module == null ? null : elements.getModuleElement(module);
        return found == null ? elements.getTypeElement(name) : elements.getTypeElement(found, name);
    }
}
