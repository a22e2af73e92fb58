package dev.aatomic.processor.generate;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.aatomic.processor.descriptor.ModuleDescriptor;
import dev.aatomic.processor.descriptor.ModuleDescriptor.Binding;
import dev.aatomic.processor.descriptor.WrapperDescriptor;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** Prints the description of a module. */
public final class ModuleGenerator {

    private static final String WRAPPER = "wrapper";

    private final GeneratedMark generatedMark;

    /**
     * Makes a generator for one compilation.
     *
     * @param generatedMark marks classes as generated
     */
    public ModuleGenerator(GeneratedMark generatedMark) {
        this.generatedMark = generatedMark;
    }

    /**
     * Generates a module: for Guice, or for Dagger.
     *
     * <pre>{@code
     * public final class AccountsAatomicModule extends AbstractModule {
     *
     *     public AccountsAatomicModule() {}
     *
     *     @Override
     *     protected void configure() {
     *         bind(AccountsAatomic.class);
     *     }
     *
     *     @Provides
     *     Accounts accounts(AccountsAatomic wrapper) {
     *         return wrapper;
     *     }
     * }
     *
     * @Module
     * public interface AccountsAatomicModule {
     *
     *     @Binds
     *     Accounts accounts(AccountsAatomic wrapper);
     * }
     * }</pre>
     *
     * @param module the description
     * @param wrapper the class it is for
     * @return the module
     */
    public TypeSpec generate(ModuleDescriptor module, WrapperDescriptor wrapper) {
        String name = module.name().simpleName();
        TypeSpec.Builder type = module.superclass()
                .map(superclass -> moduleClass(name, superclass, module.wrapper(), wrapper.isPublic()))
                .orElseGet(() -> TypeSpec.interfaceBuilder(name));
        if (wrapper.isPublic()) {
            type.addModifiers(Modifier.PUBLIC);
        }
        generatedMark.of(wrapper.origin()).ifPresent(type::addAnnotation);
        type.addJavadoc(module.documentation())
                .addAnnotations(module.annotations())
                .addOriginatingElement(wrapper.origin());
        module.bindings().forEach(binding -> type.addMethod(method(module, binding)));
        return type.build();
    }

    /** Its wrapper is bound as well, for users who want no binding that is not in a module. */
    private static TypeSpec.Builder moduleClass(
            String name, ClassName superclass, ClassName wrapper, boolean isPublic) {
        return TypeSpec.classBuilder(name)
                .superclass(superclass)
                .addModifiers(Modifier.FINAL)
                .addMethod(MethodSpec.constructorBuilder()
                        .addJavadoc("Makes the module.\n")
                        .addModifiers(isPublic ? Set.of(Modifier.PUBLIC) : Set.of())
                        .build())
                .addMethod(MethodSpec.methodBuilder("configure")
                        .addAnnotation(Override.class)
                        .addModifiers(Modifier.PROTECTED)
                        .addStatement("bind($T.class)", wrapper)
                        .build());
    }

    private static MethodSpec method(ModuleDescriptor module, Binding binding) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(binding.methodName())
                .addAnnotations(binding.annotations())
                .returns(binding.type())
                .addParameter(module.wrapper(), WRAPPER);
        if (module.superclass().isPresent()) {
            return method.addStatement("return $L", WRAPPER).build();
        }
        return method.addModifiers(Modifier.PUBLIC, Modifier.ABSTRACT).build();
    }
}
