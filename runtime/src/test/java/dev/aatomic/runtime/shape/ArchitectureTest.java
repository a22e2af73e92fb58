package dev.aatomic.runtime.shape;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.aatomic.runtime.TransactionOperations;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import java.nio.file.Path;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may know which. */
@Tag("shape")
final class ArchitectureTest {

    private static final String API = "dev.aatomic.runtime";
    private static final String JOOQ = "dev.aatomic.runtime.jooq";
    private static final String ENGINE = "dev.aatomic.runtime.internal";

    /** Handles, dialects, and what is told to drivers. */
    private static final String BELOW = ENGINE + ".jdbc..";

    /** The rooms, each with those that it may know. What is not here is known by none. */
    private static final Map<String, Set<String>> ROOMS = Map.ofEntries(
            room("common"),
            room("admission", "common"),
            room("resource", "common"),
            room("lane", "admission", "common"),
            room("jdbc.sql"),
            room("jdbc.handle", "common", "jdbc.sql"),
            room("jdbc.dialect", "jdbc.sql", "resource", "common"),
            room("jdbc.pool", "common"),
            room("jdbc", "jdbc.dialect", "jdbc.pool", "jdbc.sql", "resource", "admission", "common"),
            room("body", "lane"),
            room("future", "lane", "common"),
            room("transaction", "resource", "lane", "common"),
            room("observe", "jdbc", "jdbc.dialect", "resource", "lane", "common"),
            room("watch", "observe", "jdbc", "admission", "lane", "common"),
            room(
                    "scope",
                    "transaction",
                    "observe",
                    "body",
                    "future",
                    "jdbc",
                    "jdbc.dialect",
                    "jdbc.handle",
                    "jdbc.sql",
                    "resource",
                    "admission",
                    "lane",
                    "common"),
            room(
                    "autocommit",
                    "inspect",
                    "scope",
                    "transaction",
                    "observe",
                    "body",
                    "future",
                    "jdbc",
                    "jdbc.dialect",
                    "jdbc.handle",
                    "jdbc.sql",
                    "resource",
                    "admission",
                    "lane",
                    "common"),
            room(
                    "inspect",
                    "scope",
                    "transaction",
                    "observe",
                    "future",
                    "jdbc",
                    "resource",
                    "admission",
                    "lane",
                    "common"),
            room(
                    "hook",
                    "autocommit",
                    "inspect",
                    "scope",
                    "transaction",
                    "observe",
                    "future",
                    "jdbc",
                    "lane",
                    "common"),
            room("subscription", "body", "lane", "common"),
            room(
                    "operations",
                    "subscription",
                    "autocommit",
                    "inspect",
                    "scope",
                    "transaction",
                    "observe",
                    "body",
                    "future",
                    "jdbc",
                    "jdbc.handle",
                    "lane",
                    "common"),
            room(
                    "engine",
                    "operations",
                    "hook",
                    "inspect",
                    "scope",
                    "watch",
                    "jdbc",
                    "jdbc.pool",
                    "admission",
                    "lane",
                    "common"));

    private static Map.Entry<String, Set<String>> room(String name, String... known) {
        return Map.entry(name, Set.of(known));
    }

    private static JavaClasses runtime;

    @BeforeAll
    static void read() {
        runtime = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(API);
    }

    @Test
    void onlyTheJooqPackageKnowsJooq() {
        noClasses()
                .that()
                .resideOutsideOfPackage(JOOQ)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jooq..")
                .check(runtime);
    }

    @Test
    void onlyTheWayInKnowsTheEngine() {
        noClasses()
                .that(resideInAPackage(API).and(not(equivalentTo(Transactions.class))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ENGINE + "..")
                .check(runtime);
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void roomKnowsOnlyThoseBelowIt(String room) {
        String[] known = Stream.concat(ROOMS.get(room).stream(), Stream.of(room))
                .map(name -> ENGINE + "." + name)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(ENGINE + "." + room)
                .should()
                .dependOnClassesThat(resideInAPackage(ENGINE + "..").and(not(resideInAnyPackage(known))))
                .check(runtime);
    }

    static Stream<String> rooms() {
        return ROOMS.keySet().stream().sorted();
    }

    @Test
    void everyClassOfTheEngineIsInARoom() {
        String[] rooms = rooms().map(name -> ENGINE + "." + name).toArray(String[]::new);

        noClasses()
                .that(resideInAPackage(ENGINE + ".."))
                .should()
                .resideOutsideOfPackages(rooms)
                .check(runtime);
    }

    @Test
    void roomsKnowEachOtherInNoCircle() {
        slices().matching(ENGINE + ".(**)").should().beFreeOfCycles().check(runtime);
    }

    /** What is read by those who come after, and printed by tools. */
    @Test
    void everyRoomSaysWhatItIsInOneSentence() {
        rooms().forEach(room -> {
            Path file = Path.of("src/main/java", (ENGINE + "." + room).replace('.', '/'), "package-info.java");
            assertThat(file)
                    .content()
                    .startsWith("/** ")
                    .containsOnlyOnce(". */")
                    .doesNotContain(". */\n/**");
        });
    }

    /** A reader of a class has two more to read at most. What the build writes below a handle has no part in that. */
    @Test
    void noClassOfTheEngineStandsOnMoreThanTwoOthers() {
        List<String> deep = runtime.stream()
                .filter(type -> type.getPackageName().startsWith(ENGINE))
                .filter(type -> !type.getSimpleName().startsWith("Forwarding"))
                .filter(type -> type.getAllRawSuperclasses().stream()
                                .filter(above -> above.getPackageName().startsWith(ENGINE))
                                .count()
                        > 2)
                .map(JavaClass::getName)
                .toList();

        assertThat(deep).isEmpty();
    }

    /** Whoever moves a block goes through the one method that checks the step. */
    @Test
    void onlyBecomeMovesThePhase() {
        List<String> writers = runtime.get(LaneScope.class).getField("phase").getAccessesToSelf().stream()
                .filter(access -> access.getAccessType() == JavaFieldAccess.AccessType.SET)
                .map(access -> access.getOrigin().getFullName())
                .filter(writer -> !writer.contains("<init>"))
                .toList();

        assertThat(writers).containsExactly(LaneScope.class.getName() + ".become(" + ScopePhase.class.getName() + ")");
    }

    /** Which database it is, and what its failures mean, is asked of its dialect. One class shows a SQLState in messages. */
    @Test
    void onlyWhatIsBelowTheHandlesAsksTheDriverWhatItMeans() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BELOW)
                .and()
                .doNotHaveFullyQualifiedName(Failures.class.getName())
                .should()
                .callMethodWhere(DescribedPredicate.describe("a question about the database", call -> {
                    JavaClass owner = call.getTargetOwner();
                    return owner.isAssignableTo(SQLException.class)
                                    && Set.of("getSQLState", "getErrorCode").contains(call.getName())
                            || owner.isAssignableTo(DatabaseMetaData.class);
                }))
                .check(runtime);
    }

    /** The user's goes through the interface that he calls. */
    @Test
    void onlyWhatIsBelowTheHandlesKnowsTheDriversSavepoints() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BELOW)
                .and()
                .doNotHaveFullyQualifiedName(TransactionOperations.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(ENGINE + ".operations.ContextOperations")
                .and()
                .doNotHaveFullyQualifiedName(ENGINE + ".operations.DatabaseOperations")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(Savepoint.class.getName())
                .check(runtime);
    }

    @Test
    void nobodyKnowsTheJooqPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage(JOOQ)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(JOOQ)
                .check(runtime);
    }

    @Test
    void onlyTheFlightEventsKnowTheFlightRecorder() {
        noClasses()
                .that()
                .haveNameNotMatching(ENGINE.replace(".", "\\.") + "\\.observe\\.(Flight\\w+|BlockFlight)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.jfr..")
                .check(runtime);
    }

    /** Its module need not be there. */
    @Test
    void onlyTheBeanAndItsRegistrationKnowJmx() {
        noClasses()
                .that()
                .haveNameNotMatching(ENGINE.replace(".", "\\.") + "\\.engine\\.(BeanRegistration|DescribedBean)")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.management..", "java.lang.management..")
                .check(runtime);
    }

    @Test
    void onlyTheJdkIsNeeded() {
        classes()
                .that()
                .resideOutsideOfPackage(JOOQ)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.management..",
                        "javax.sql..",
                        "javax.xml.transform..",
                        "jdk.jfr..",
                        "org.jspecify.annotations..",
                        "com.google.errorprone.annotations..",
                        "dev.aatomic..")
                .check(runtime);
    }
}
