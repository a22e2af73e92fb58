package dev.aatomic.forwarding;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Types;

/** Writes the subclass of a handle that forwards to the driver what the handle does not do itself. */
final class ForwardingWriter {

    private static final String UPLOAD = "UPLOAD";

    private static final ClassName NULL_UNMARKED = ClassName.get("org.jspecify.annotations", "NullUnmarked");

    private final TypeElement annotated;
    private final Rules rules;
    private final HandleContract contract;
    private final String home;
    private final Types types;
    private final ForwardedMethods methods;

    ForwardingWriter(TypeElement annotated, Rules rules, ProcessingEnvironment environment) {
        this.annotated = annotated;
        this.rules = rules;
        this.contract = rules.contract();
        this.home = environment
                .getElementUtils()
                .getPackageOf(annotated)
                .getQualifiedName()
                .toString();
        this.types = environment.getTypeUtils();
        this.methods = new ForwardedMethods(types);
    }

    JavaFile write(DeclaredType type) {
        DeclaredType superclass = annotated.getTypeParameters().isEmpty()
                ? types.getDeclaredType(annotated)
                : types.getDeclaredType(annotated, type);
        TypeSpec.Builder written = TypeSpec.classBuilder("Forwarding" + MethodPattern.simpleName(type))
                .addJavadoc("Forwards to the driver what {@link $T} does not do itself.\n", types.erasure(superclass))
                // Old methods of JDBC are forwarded as well, and the driver may return null where it likes.
                .addAnnotation(AnnotationSpec.builder(SuppressWarnings.class)
                        .addMember("value", "{$S, $S}", "deprecation", "unchecked")
                        .build())
                .addAnnotation(NULL_UNMARKED)
                .addModifiers(Modifier.FINAL)
                .superclass(TypeName.get(superclass))
                .addSuperinterface(TypeName.get(type))
                .addOriginatingElement(annotated);
        for (ExecutableElement constructor : ElementFilter.constructorsIn(annotated.getEnclosedElements())) {
            written.addMethod(constructor(constructor, superclass));
        }
        for (ExecutableElement method : methods.of(type, annotated)) {
            written.addMethod(MethodSpec.overriding(method, type, types)
                    .addCode(body(method))
                    .build());
        }
        return JavaFile.builder(home, written.build())
                .skipJavaLangImports(true)
                .indent("    ")
                .build();
    }

    private MethodSpec constructor(ExecutableElement constructor, DeclaredType superclass) {
        List<? extends TypeMirror> parameterTypes =
                ((ExecutableType) types.asMemberOf(superclass, constructor)).getParameterTypes();
        MethodSpec.Builder written = MethodSpec.constructorBuilder();
        for (int i = 0; i < parameterTypes.size(); i++) {
            VariableElement parameter = constructor.getParameters().get(i);
            written.addParameter(ParameterSpec.builder(
                            TypeName.get(parameterTypes.get(i)).withoutAnnotations(),
                            parameter.getSimpleName().toString())
                    .build());
        }
        String names = constructor.getParameters().stream()
                .map(parameter -> parameter.getSimpleName().toString())
                .collect(Collectors.joining(", "));
        return written.addStatement("super($L)", names).build();
    }

    /** {@code checkOpen(); return driver.getInt(arg0);} */
    private CodeBlock body(ExecutableElement method) {
        CodeBlock.Builder body = CodeBlock.builder().addStatement("$L()", contract.checkOpen());
        if (rules.takesSql(method) && isText(method)) {
            body.addStatement(
                    "$L($N)", contract.checkSql(), method.getParameters().get(0).getSimpleName());
        }
        // A connection itself is had only in turn.
        String target = method.getEnclosingElement().getSimpleName().contentEquals("Connection")
                ? HandleContract.CONNECTION
                : contract.driver();
        CodeBlock call = CodeBlock.of("$L.$N($L)", target, method.getSimpleName(), arguments(method));
        if (rules.uploadsIfLarge(method)) {
            body.beginControlFlow("if ($T.$L($N))", contract.unwrapping(), contract.isLarge(), object(method))
                    .add(effectInTurn(UPLOAD, call))
                    .addStatement("return")
                    .endControlFlow();
        }
        Optional<String> kind = rules.kind(method);
        if (method.getReturnType().getKind() == TypeKind.VOID) {
            return body.add(kind.map(name -> effectInTurn(name, call))
                            .orElseGet(
                                    () -> CodeBlock.builder().addStatement(call).build()))
                    .build();
        }
        CodeBlock result = kind.map(name -> resultInTurn(method, name, call)).orElse(call);
        if (rules.leadsBack(method)) {
            result = CodeBlock.of(
                    "$L$L($L, $L)", cast(method.getReturnType()), contract.leadBack(), result, wantedType(method));
        }
        return body.addStatement("return $L", result).build();
    }

    /**
     * <pre>
     * inTurn(Kind.PROPERTY, connection -> {
     *     driver.setMaxRows(arg0);
     *     return null;
     * });
     * </pre>
     */
    private CodeBlock effectInTurn(String kind, CodeBlock call) {
        return CodeBlock.builder()
                .beginControlFlow(
                        "$L($T.$L, $L ->", contract.inTurn(), contract.kind(), kind, HandleContract.CONNECTION)
                .addStatement(call)
                .addStatement("return null")
                .unindent()
                .add("});\n")
                .build();
    }

    /**
     * {@code inTurn(Kind.FETCH, connection -> driver.absolute(arg0))}; what becomes of a statement is done in the same function, since a
     * second one would be an object more.
     */
    private CodeBlock resultInTurn(ExecutableElement method, String kind, CodeBlock call) {
        return switch (MethodPattern.simpleName(method.getReturnType())) {
            case "ResultSet" -> inTurn(contract.resultInTurn(), kind, call);
            case "Statement", "PreparedStatement", "CallableStatement" ->
                inTurn(contract.inTurn(), kind, CodeBlock.of("$L($L, $L)", contract.entered(), call, text(method)));
            default -> inTurn(contract.inTurn(), kind, call);
        };
    }

    /** The name of the first parameter that may be any object. */
    private static String object(ExecutableElement method) {
        return method.getParameters().stream()
                .filter(parameter -> parameter.asType().toString().equals("java.lang.Object"))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(method + ": found no parameter that may be a large object"))
                .getSimpleName()
                .toString();
    }

    /** The name of the parameter that is SQL text. */
    private String text(ExecutableElement method) {
        return rules.takesSql(method) && isText(method)
                ? method.getParameters().get(0).getSimpleName().toString()
                : "null";
    }

    private CodeBlock inTurn(String method, String kind, CodeBlock call) {
        return CodeBlock.of("$L($T.$L, $L -> $L)", method, contract.kind(), kind, HandleContract.CONNECTION, call);
    }

    private static CodeBlock cast(TypeMirror result) {
        return result.toString().equals("java.lang.Object") ? CodeBlock.of("") : CodeBlock.of("($T) ", result);
    }

    /** The driver gets its own objects in place of the handles around them. */
    private CodeBlock arguments(ExecutableElement method) {
        return method.getParameters().stream()
                .map(parameter -> mayBeHandle(parameter.asType())
                        ? CodeBlock.of(
                                "$T.$L($N)", contract.unwrapping(), contract.withoutHandle(), parameter.getSimpleName())
                        : CodeBlock.of("$N", parameter.getSimpleName()))
                .collect(CodeBlock.joining(", "));
    }

    private static boolean mayBeHandle(TypeMirror type) {
        return switch (type.toString()) {
            case "java.lang.Object",
                    "java.lang.Object[]",
                    "java.sql.Array",
                    "java.sql.Blob",
                    "java.sql.Clob",
                    "java.sql.NClob",
                    "java.sql.SQLXML",
                    "java.sql.Ref" -> true;
            default -> false;
        };
    }

    private static boolean isText(ExecutableElement method) {
        return !method.getParameters().isEmpty()
                && method.getParameters().get(0).asType().toString().equals("java.lang.String");
    }

    /** What its caller names, or else what the method returns: an object of a driver may be of several kinds at once. */
    private static CodeBlock wantedType(ExecutableElement method) {
        List<? extends VariableElement> parameters = method.getParameters();
        if (!parameters.isEmpty()) {
            VariableElement last = parameters.get(parameters.size() - 1);
            if (MethodPattern.simpleName(last.asType()).equals("Class")) {
                return CodeBlock.of("$N", last.getSimpleName());
            }
        }
        TypeMirror result = method.getReturnType();
        boolean isNamed = result instanceof DeclaredType declared
                && declared.getTypeArguments().isEmpty();
        return CodeBlock.of("$T.class", isNamed ? result : Object.class);
    }
}
