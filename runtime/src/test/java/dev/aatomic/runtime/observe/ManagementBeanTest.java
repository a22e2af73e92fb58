package dev.aatomic.runtime.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.management.BlockData;
import dev.aatomic.runtime.management.TransactionsMXBean;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.ScopeWithoutJooq;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who holds and who waits is told through JMX, in types that every client of it knows. */
@Tag("observability")
final class ManagementBeanTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final CompletableFuture<Integer> gate = new CompletableFuture<>();

    private static ObjectName name(String name) throws JMException {
        return new ObjectName("dev.aatomic:type=Transactions,name=" + ObjectName.quote(name));
    }

    private Transactions open(String name) {
        return fixtures.transactions(1, builder -> builder.registerMBean(name));
    }

    private static CompletableFuture<Integer> idle(Transactions transactions, String name, CompletableFuture<?> gate) {
        return transactions.atomic().named(name).getStageAsync(() -> gate.thenApply(n -> 1));
    }

    private static void awaitIdle(Transactions transactions) {
        Await.until(
                "it is idle",
                () -> transactions.blocks().database("default").blocks().stream()
                        .anyMatch(entry -> entry.state() == BlockState.IDLE));
    }

    @Test
    void countsAndBlocksAreOpenData() throws JMException {
        Transactions transactions = open("open data");
        CompletableFuture<Integer> holder = idle(transactions, "holder", gate);
        awaitIdle(transactions);
        CompletableFuture<Integer> waiting = idle(transactions, "waiting", gate);

        CompositeData[] databases = (CompositeData[]) server.getAttribute(name("open data"), "Databases");
        CompositeData[] blocks = (CompositeData[]) server.getAttribute(name("open data"), "Blocks");

        assertThat(databases).singleElement().satisfies(counts -> {
            assertThat(counts.get("name")).isEqualTo("default");
            assertThat(counts.get("connections")).isEqualTo(1);
            assertThat(counts.get("active")).isEqualTo(1);
            assertThat(counts.get("waiting")).isEqualTo(1);
            assertThat(counts.get("begun")).isEqualTo(1L);
            assertThat(counts.get("committed")).isEqualTo(0L);
        });
        assertThat(blocks).hasSize(2);
        assertThat(blocks[0].get("name")).isEqualTo("holder");
        assertThat(blocks[0].get("state")).isEqualTo("IDLE");
        assertThat(blocks[0].get("connection")).isEqualTo(0);
        assertThat(blocks[0].get("openNanos")).isEqualTo(-1L);
        assertThat(blocks[0].get("sql")).isNull();
        assertThat(blocks[1].get("state")).isEqualTo("WAITING_FOR_CONNECTION");
        assertThat(blocks[1].get("connection")).isEqualTo(-1);
        assertThat((long[]) blocks[1].get("waitsFor")).containsExactly((long) blocks[0].get("id"));
        assertThat((long) blocks[1].get("openNanos")).isPositive();
        assertThat((String) server.invoke(name("open data"), "dump", null, null))
                .startsWith("database 'default': 1 of 1 connections held, 1 waiting\n")
                .contains("'holder'", "'waiting'");
        gate.complete(1);
        Await.value(holder);
        Await.value(waiting);
    }

    /** Each is what the entry says, or stands for that it says nothing. */
    @Test
    void dataOfABlockIsThatOfItsEntry() {
        Transactions transactions = open("entries");
        CompletableFuture<Integer> holder = idle(transactions, "holder", gate);
        awaitIdle(transactions);

        BlockData data =
                new BlockData(transactions.blocks().database("default").blocks().get(0));

        assertThat(data.getId()).isPositive();
        assertThat(data.getDatabase()).isEqualTo("default");
        assertThat(data.getDepth()).isZero();
        assertThat(data.isEnclosed()).isFalse();
        assertThat(data.getOpenedAt()).isNull();
        assertThat(data.getOperation()).isNull();
        assertThat(data.getWaitsFor()).isEmpty();
        gate.complete(1);
        Await.value(holder);
    }

    @Test
    void otherCountsAreToldToo() throws JMException {
        Transactions transactions = open("counts");
        Await.value(transactions.atomic().runAsync(() -> {}));
        Await.failure(transactions.atomic().runAsync(() -> {
            throw new IllegalStateException("body");
        }));

        CompositeData[] databases = (CompositeData[]) server.getAttribute(name("counts"), "Databases");

        assertThat(databases[0].get("committed")).isEqualTo(1L);
        assertThat(databases[0].get("rolledBack")).isEqualTo(1L);
        assertThat(databases[0].get("unknown")).isEqualTo(0L);
        assertThat(databases[0].get("notBegun")).isEqualTo(0L);
        assertThat(databases[0].get("retried")).isEqualTo(0L);
    }

    @Test
    void beanIsAnMxBean() {
        assertThat(JMX.isMXBeanInterface(TransactionsMXBean.class)).isTrue();
        assertThat(Arrays.stream(TransactionsMXBean.class.getMethods()).map(Method::getName))
                .containsExactlyInAnyOrder("getDatabases", "getBlocks", "dump");
    }

    /** A client shows these beside the names, which say little. */
    @Test
    void everythingIsDescribed() throws JMException {
        open("described");

        MBeanInfo info = server.getMBeanInfo(name("described"));

        assertThat(info.getDescription()).startsWith("The transactions of Aatomic");
        assertThat(Arrays.stream(info.getAttributes())
                        .collect(Collectors.toMap(MBeanFeatureInfo::getName, MBeanFeatureInfo::getDescription)))
                .hasSize(2)
                .hasEntrySatisfying("Databases", text -> assertThat(text).startsWith("The counts of each database"))
                .hasEntrySatisfying("Blocks", text -> assertThat(text).startsWith("Who holds a connection"));
        assertThat(info.getOperations())
                .singleElement()
                .satisfies(dump -> assertThat(dump.getDescription()).startsWith("The same blocks as text"));
    }

    /** Each count and field that a client shows is named in words in the description above it. */
    @Test
    void descriptionOfBlocksNamesWhatIsNotPlainByItsName() throws JMException {
        open("fields");

        String blocks = Arrays.stream(server.getMBeanInfo(name("fields")).getAttributes())
                .filter(attribute -> attribute.getName().equals("Blocks"))
                .findFirst()
                .orElseThrow()
                .getDescription();

        assertThat(blocks).contains("longest first", "openNanos", "holdNanos", "-1", "waitsFor");
    }

    @Test
    void beanIsThereUntilTheTransactionsAreClosed() throws JMException {
        Transactions transactions = open("until closed");
        assertThat(server.isRegistered(name("until closed"))).isTrue();

        transactions.close();
        assertThat(server.isRegistered(name("until closed"))).isFalse();
        transactions.close();
        open("until closed").close();
    }

    @Test
    void nameThatIsTakenIsRefused() throws JMException {
        open("taken");

        assertThatThrownBy(() -> open("taken"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("registerMBean: found 'taken'");
        assertThat(server.isRegistered(name("taken"))).isTrue();
    }

    @Test
    void withoutTheOptionNothingIsRegistered() throws JMException {
        fixtures.transactions(1);

        assertThat(server.queryNames(new ObjectName("dev.aatomic:*"), null)).isEmpty();
    }

    // ---- without JMX

    /** Stands for a run time image without the module of JMX. */
    private static final class NoManagement extends ClassLoader {

        NoManagement() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("java.lang.management.") || name.startsWith("javax.management.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    /** Asks for a bean, and answers what it was told. */
    public static final class AskingForABean implements Callable<String> {

        /** For the loader. */
        public AskingForABean() {}

        @Override
        public String call() {
            try {
                Transactions.builder()
                        .database("default", new NoDriver(), 1)
                        .registerMBean("there is none")
                        .build()
                        .close();
                return "registered";
            } catch (IllegalArgumentException refused) {
                return refused.getMessage();
            }
        }
    }

    @Test
    void scopeRunsWithoutJmxAndABeanIsRefused() throws Exception {
        List<URL> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            entries.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader loader = new URLClassLoader(entries.toArray(URL[]::new), new NoManagement())) {
            Object asked = ((Callable<?>) loader.loadClass(AskingForABean.class.getName())
                            .getDeclaredConstructor()
                            .newInstance())
                    .call();
            assertThat((String) asked)
                    .startsWith("registerMBean: found 'there is none', but no module java.management");

            Object program = loader.loadClass(ScopeWithoutJooq.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            assertThat(((Callable<?>) program).call()).isEqualTo(List.of(1, 2, 3));
        }
    }
}
