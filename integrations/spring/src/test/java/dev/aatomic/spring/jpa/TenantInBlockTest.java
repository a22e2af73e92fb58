package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.hibernate.HibernateTransactions;
import dev.aatomic.runtime.spi.ContextCapture;
import dev.aatomic.testing.Server;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.annotations.TenantId;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactoryBean;
import org.springframework.data.repository.NoRepositoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Tenants whose rows share a table, told from each other by {@code @TenantId}: each block has those of its caller's. */
final class TenantInBlockTest {

    private static final IllegalStateException FAILURE = new IllegalStateException("undo");

    private static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();

    /** A row of a tenant's. */
    @Entity(name = "parcel")
    static class Parcel {

        @Id
        int id;

        @TenantId
        @Nullable
        String tenant;

        int weight;

        Parcel() {}

        Parcel(int id, int weight) {
            this.id = id;
            this.weight = weight;
        }
    }

    /** A bean of this test alone. */
    @NoRepositoryBean
    interface Parcels extends JpaRepository<Parcel, Integer> {}

    /** An existing service. */
    static class ParcelService {

        private final Parcels parcels;

        ParcelService(Parcels parcels) {
            this.parcels = parcels;
        }

        @Transactional
        public void add(int id, int weight) {
            parcels.save(new Parcel(id, weight));
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        public void addAlone(int id, int weight) {
            parcels.save(new Parcel(id, weight));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TenantOfTheThread {

        @Bean
        JpaApplication.FactoryCustomizer tenants() {
            CurrentTenantIdentifierResolver<String> resolver = new CurrentTenantIdentifierResolver<>() {
                @Override
                public String resolveCurrentTenantIdentifier() {
                    String tenant = TENANT.get();
                    return tenant == null ? "none" : tenant;
                }

                @Override
                public boolean validateExistingCurrentSessions() {
                    return true;
                }
            };
            return factory -> {
                factory.getJpaPropertyMap()
                        .putAll(Map.of(AvailableSettings.MULTI_TENANT_IDENTIFIER_RESOLVER, resolver));
                factory.setManagedTypes(PersistenceManagedTypes.of(
                        Account.class.getName(), Transfer.class.getName(), Parcel.class.getName()));
            };
        }

        @Bean
        ContextCapture carryingTheTenant() {
            return task -> {
                String tenant = TENANT.get();
                return () -> as(tenant, task);
            };
        }

        @Bean
        JpaRepositoryFactoryBean<Parcels, Parcel, Integer> parcels() {
            return new JpaRepositoryFactoryBean<>(Parcels.class);
        }

        @Bean
        ParcelService parcelService(Parcels parcels) {
            return new ParcelService(parcels);
        }
    }

    private static void as(@Nullable String tenant, Runnable task) {
        String before = TENANT.get();
        TENANT.set(tenant);
        try {
            task.run();
        } finally {
            TENANT.set(before);
        }
    }

    /** What a test does with an application of two tenants. */
    private interface TwoTenants {
        void run(JpaApplication jpa, Parcels parcels, ParcelService service, HibernateTransactions hibernate);
    }

    private static void run(Server server, TwoTenants test) {
        JpaApplication.run(
                server,
                jpa -> test.run(
                        jpa,
                        jpa.application().bean(Parcels.class),
                        jpa.application().bean(ParcelService.class),
                        HibernateTransactions.of(
                                jpa.transactions(), jpa.application().bean(EntityManagerFactory.class))),
                TenantOfTheThread.class);
    }

    private static List<String> rows(JpaApplication jpa) {
        return jpa.oracle()
                .queryForList("select id || ':' || tenant || ':' || weight from parcel order by id", String.class);
    }

    static Stream<Arguments> places() {
        return Arrays.stream(Server.values())
                .flatMap(server -> Arrays.stream(Place.values()).map(place -> Arguments.of(server, place)));
    }

    @ParameterizedTest
    @MethodSource("places")
    void rowsAreThoseOfTheTenantWhoseCallOpenedTheBlock(Server server, Place place) {
        run(server, (jpa, parcels, service, hibernate) -> {
            as(
                    "red",
                    () -> jpa.inBlock(place, () -> {
                        parcels.saveAndFlush(new Parcel(1, 10));
                        service.add(2, 20);
                        service.addAlone(3, 30);
                    }));
            as(
                    "blue",
                    () -> jpa.inBlock(place, () -> {
                        service.add(4, 40);
                        assertThat(parcels.findAll())
                                .extracting(parcel -> parcel.id)
                                .containsExactly(4);
                        assertThat(parcels.findById(1)).isEmpty();
                        assertThat(hibernate.statelessSession().get(Parcel.class, 1))
                                .isNull();
                    }));
            assertThat(rows(jpa)).containsExactly("1:red:10", "2:red:20", "3:red:30", "4:blue:40");
        });
    }

    @ParameterizedTest
    @MethodSource("places")
    void rowsOfTheStatelessSessionAreToo(Server server, Place place) {
        run(server, (jpa, parcels, service, hibernate) -> {
            Runnable work = () -> {
                hibernate.statelessSession().insert(new Parcel(1, 10));
                service.add(2, 20);
                assertThat(parcels.count()).isEqualTo(2);
                assertThat(rows(jpa)).isEmpty();
            };
            as(
                    "red",
                    () -> assertThatThrownBy(() -> jpa.inBlock(place, () -> {
                                work.run();
                                throw FAILURE;
                            }))
                            .isSameAs(FAILURE));
            assertThat(rows(jpa)).isEmpty();
            as("blue", () -> jpa.inBlock(place, work));
            assertThat(rows(jpa)).containsExactly("1:blue:10", "2:blue:20");
        });
    }

    /** The session is Spring's there, and so is its tenant. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void blocksThatTakePartInATransactionOfSpringsHaveItsTenant(Server server) {
        run(server, (jpa, parcels, service, hibernate) -> {
            as(
                    "red",
                    () -> jpa.spring()
                            .executeWithoutResult(status -> jpa.transactions()
                                    .atomic()
                                    .run(() -> {
                                        parcels.save(new Parcel(1, 10));
                                        hibernate.statelessSession().insert(new Parcel(2, 20));
                                        assertThatThrownBy(() -> as(
                                                        "blue",
                                                        () -> hibernate
                                                                .session()
                                                                .persist(new Parcel(3, 30))))
                                                .hasMessageContaining("'red'")
                                                .hasMessageContaining("'blue'");
                                    })));
            assertThat(rows(jpa)).containsExactly("1:red:10", "2:red:20");
        });
    }
}
