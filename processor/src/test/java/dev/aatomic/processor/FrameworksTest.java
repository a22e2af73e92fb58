package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.aatomic.runtime.Transactions;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Configuration;
import jakarta.validation.Validation;
import jakarta.validation.constraints.NotNull;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.bval.jsr.ApacheValidationProvider;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What frameworks find on generated classes. */
class FrameworksTest {

    private static final String SOURCE = """
            package app;

            import jakarta.annotation.PostConstruct;
            import jakarta.annotation.security.*;
            import jakarta.validation.*;
            import jakarta.validation.constraints.*;
            import java.util.List;

            @dev.aatomic.Aatomic
            public interface Service {
                @NotNull
                @RolesAllowed({"admin", "clerk"})
                String check(@NotNull @Size(min = 2) @Size(max = 5) String name, List<@NotBlank String> list, @Valid Bean bean);

                @Valid
                @PermitAll
                Bean bean();

                @PostConstruct
                void start();

                class Bean {
                    @NotNull
                    public String name;
                }

                class Implementation implements Service {
                    @Override
                    public String check(String name, List<String> list, Bean bean) {
                        return null;
                    }

                    @Override
                    public Bean bean() {
                        return new Bean();
                    }

                    @Override
                    public void start() {}
                }
            }
            """;

    private Object bean;
    private Object wrapper;
    private Method check;
    private Method beanMethod;

    static Stream<Configuration<?>> validators() {
        return Stream.of(
                Validation.byProvider(HibernateValidator.class)
                        .configure()
                        .messageInterpolator(new ParameterMessageInterpolator()),
                Validation.byProvider(ApacheValidationProvider.class).configure());
    }

    @BeforeEach
    void compile() throws ReflectiveOperationException {
        Compilation compilation = Compilations.lenientJavac()
                .withClasspath(CaseFiles.classPathWith(RolesAllowed.class, NotNull.class))
                .compile(JavaFileObjects.forSourceString("app.Service", SOURCE));
        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        ClassLoader loader = new CompiledLoader(compilation);
        Class<?> beanType = loader.loadClass("app.Service$Bean");
        Class<?> type = loader.loadClass("app.ServiceAatomic");
        bean = beanType.getConstructor().newInstance();
        wrapper = type.getConstructor(loader.loadClass("app.Service"), Transactions.class)
                .newInstance(
                        loader.loadClass("app.Service$Implementation")
                                .getConstructor()
                                .newInstance(),
                        new RecordingTransactions(new ArrayList<>()).transactions());
        check = type.getMethod("check", String.class, List.class, beanType);
        beanMethod = type.getMethod("bean");
    }

    @Test
    void securityFindsItsAnnotations() {
        assertThat(check.getAnnotation(RolesAllowed.class).value()).containsExactly("admin", "clerk");
        assertThat(beanMethod.isAnnotationPresent(PermitAll.class)).isTrue();
    }

    @Test
    void containersFindNothingToCallOnTheirOwn() throws ReflectiveOperationException {
        Method start = wrapper.getClass().getMethod("start");

        assertThat(start.isAnnotationPresent(PostConstruct.class)).isFalse();
    }

    /** It takes constraints from the interface: those of parameters may not be repeated, nor {@code @Valid} results. */
    @ParameterizedTest
    @MethodSource("validators")
    void validationHoldsForCallsOfTheGeneratedClass(Configuration<?> configuration) {
        try (var factory = configuration.buildValidatorFactory()) {
            var validator = factory.getValidator().forExecutables();

            assertThat(validator.validateParameters(wrapper, check, new Object[] {"a", List.of(" "), bean}))
                    .extracting(violation -> violation.getPropertyPath().toString())
                    .hasSize(3);
            assertThat(validator.validateParameters(wrapper, check, new Object[] {"too long", List.of(), null}))
                    .hasSize(1);
            assertThat(validator.validateReturnValue(wrapper, check, null)).hasSize(1);
            assertThat(validator.validateReturnValue(wrapper, beanMethod, bean)).hasSize(1);
        }
    }
}
