package dev.aatomic.processor.generate;

import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.aatomic.processor.descriptor.BlockDescriptor;
import dev.aatomic.processor.descriptor.MethodDescriptor;
import dev.aatomic.processor.descriptor.WrapperDescriptor;
import javax.lang.model.element.Modifier;

/** Prints the description of a class: the last step but writing the file. */
public final class WrapperGenerator {

    private final GeneratedMark generatedMark;

    /**
     * Makes a generator for one compilation.
     *
     * @param generatedMark marks classes as generated
     */
    public WrapperGenerator(GeneratedMark generatedMark) {
        this.generatedMark = generatedMark;
    }

    /**
     * Generates a class.
     *
     * <pre>{@code
     * @Generated("dev.aatomic.processor.AatomicProcessor")
     * public final class AccountsAatomic implements Accounts {
     *
     *     private final Accounts delegate;
     *     private final Atomic transfer;
     *     …
     * }</pre>
     *
     * @param wrapper the description
     * @return the class
     */
    public TypeSpec generate(WrapperDescriptor wrapper) {
        TypeSpec.Builder type = TypeSpec.classBuilder(wrapper.name().simpleName())
                .addJavadoc(
                        "Runs the transactional methods of {@link $T}, each in a block of its own.\n",
                        wrapper.originName())
                .addOriginatingElement(wrapper.origin())
                .addTypeVariables(wrapper.typeVariables())
                .addSuperinterfaces(wrapper.interfaces());
        wrapper.documentation().ifPresent(documentation -> type.addJavadoc("\n").addJavadoc(documentation));
        wrapper.delegateType()
                .ifPresent(delegate -> type.addField(delegate, "delegate", Modifier.PRIVATE, Modifier.FINAL));
        if (wrapper.isPublic()) {
            type.addModifiers(Modifier.PUBLIC);
        }
        if (wrapper.isFinal()) {
            type.addModifiers(Modifier.FINAL);
        } else if (wrapper.isPermitted()) {
            type.addModifiers(Modifier.NON_SEALED);
        }
        generatedMark.of(wrapper.origin()).ifPresent(type::addAnnotation);
        type.addAnnotations(wrapper.annotations());
        for (BlockDescriptor block : wrapper.blocks()) {
            type.addField(FieldSpec.builder(RuntimeNames.ATOMIC, block.fieldName(), Modifier.PRIVATE, Modifier.FINAL)
                    .build());
        }
        BlockFactory blockFactory = new BlockFactory(wrapper);
        type.addMethod(ConstructorGenerator.generate(wrapper, blockFactory));
        BodyAdapter bodyAdapter = new BodyAdapter(wrapper.methodNames());
        MethodGenerator methodGenerator = new MethodGenerator(wrapper, bodyAdapter);
        for (MethodDescriptor method : wrapper.methods()) {
            type.addMethod(methodGenerator.generate(method));
        }
        blockFactory.generate().forEach(type::addMethod);
        for (MethodSpec adapter : bodyAdapter.generate(wrapper.blocks())) {
            type.addMethod(adapter);
        }
        return type.build();
    }
}
