package dev.aatomic.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.spring.support.Application;
import dev.aatomic.spring.support.HidingClassLoader;
import dev.aatomic.testing.Server;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** I2: each type whose work begins when somebody subscribes, which is after Spring has committed. */
final class ReactiveTypeInSpringTransactionTest {

    static class Service {

        private final JdbcTemplate jdbc;

        Service(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @Transactional
        public Object insert(int value, Supplier<Object> returned) {
            jdbc.update("insert into entry values (?)", value);
            return returned.get();
        }

        @Transactional(propagation = Propagation.NESTED)
        public Object insertNested(int value, Supplier<Object> returned) {
            return insert(value, returned);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Services {

        @Bean
        Service service(JdbcTemplate jdbc) {
            return new Service(jdbc);
        }
    }

    private record Type(String name, Supplier<Object> value) {

        boolean isThere() {
            return ClassUtils.isPresent(name, null);
        }
    }

    private static final List<Type> TYPES = List.of(
            new Type("reactor.core.publisher.Mono", () -> Mono.just(1)),
            new Type("reactor.core.publisher.Flux", () -> Flux.just(1)),
            new Type("io.smallrye.mutiny.Uni", () -> Uni.createFrom().item(1)),
            new Type("io.smallrye.mutiny.Multi", () -> Multi.createFrom().item(1)),
            new Type("io.reactivex.rxjava3.core.Single", () -> Single.just(1)),
            new Type("io.reactivex.rxjava3.core.Maybe", () -> Maybe.just(1)),
            new Type("io.reactivex.rxjava3.core.Completable", Completable::complete),
            new Type("io.reactivex.rxjava3.core.Observable", () -> Observable.just(1)),
            new Type("io.reactivex.rxjava3.core.Flowable", () -> Flowable.just(1)),
            new Type("org.reactivestreams.Publisher", () -> (Publisher<Integer>) subscriber -> {}),
            new Type("java.util.concurrent.Flow$Publisher", () -> (Flow.Publisher<Integer>) subscriber -> {}));

    /** Loaded where a library may not be there. */
    static final class EachType implements Runnable {

        @Override
        public void run() {
            Application.on(Server.H2).with(Services.class).run(application -> {
                Service service = application.bean(Service.class);
                List<Type> types = TYPES.stream().filter(Type::isThere).toList();
                assertThat(types).hasSizeGreaterThan(8);
                for (Type type : types) {
                    assertThatThrownBy(() -> service.insert(1, type.value()))
                            .as(type.name())
                            .isInstanceOf(IllegalTransactionStateException.class)
                            .hasMessageContaining("Service.insert")
                            .hasMessageContaining("@Aatomic");
                    application.transactions().atomic().run(() -> {
                        assertThatThrownBy(() -> service.insertNested(2, type.value()))
                                .as(type.name())
                                .isInstanceOf(IllegalTransactionStateException.class);
                        assertThat(application.seen()).isEmpty();
                    });
                }
                assertThat(application.committed()).isEmpty();

                for (int i = 0; i < types.size(); i++) {
                    int value = i;
                    application
                            .transactions()
                            .atomic()
                            .run(() -> service.insert(value, types.get(value).value()));
                }
                assertThat(application.committed()).hasSameSizeAs(types);
            });
        }
    }

    /** Spring's registry of such types knows fewer where Reactor, or Reactive Streams, is not there. */
    @ParameterizedTest
    @ValueSource(strings = {"", "reactor."})
    void i2EachReactiveTypeIsRefusedAndRolledBackUnlessABlockIsAround(String hidden) throws Exception {
        HidingClassLoader.run(EachType.class, hidden);
    }
}
