package dev.aatomic.runtime;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
@Tag("shape")
final class ArchitectureTest {

    private static final String API = "dev.aatomic.runtime";
    private static final String JOOQ = "dev.aatomic.runtime.jooq";
    private static final String ENGINE = "dev.aatomic.runtime.internal";
    /** Counted; to go down as the engine is taken apart into rooms. */
    private static final int CIRCLE = 74;

    private static final String HANDLES = "dev.aatomic.runtime.internal.jdbc";

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

    @Test
    void handlesKnowNothingOfTheEngine() {
        noClasses()
                .that()
                .resideInAPackage(HANDLES)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ENGINE)
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
    void onlyOneClassKnowsTheFlightRecorder() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ENGINE + ".FlightTransaction")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.jfr..")
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
                        "javax.sql..",
                        "javax.xml.transform..",
                        "jdk.jfr..",
                        "org.jspecify.annotations..",
                        "dev.aatomic..")
                .check(runtime);
    }

    /**
     * The engine's classes know each other in a circle. It must not grow: a class that is new knows of the others what is below it, or is
     * known by them.
     */
    @Test
    void circleOfTheEnginesClassesDoesNotGrow() {
        Map<String, Set<String>> known = new HashMap<>();
        runtime.that(resideInAPackage(ENGINE))
                .forEach(type -> known.computeIfAbsent(outermost(type), first -> new HashSet<>())
                        .addAll(type.getDirectDependenciesFromSelf().stream()
                                .map(Dependency::getTargetClass)
                                .filter(resideInAPackage(ENGINE))
                                .map(ArchitectureTest::outermost)
                                .toList()));

        long inCircle = known.keySet().stream()
                .filter(type -> reaches(known, type, type))
                .count();

        assertThat(inCircle).as("classes that know themselves by way of others").isLessThanOrEqualTo(CIRCLE);
    }

    private static String outermost(JavaClass type) {
        String name = type.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private static boolean reaches(Map<String, Set<String>> known, String from, String to) {
        Deque<String> open = new ArrayDeque<>(known.getOrDefault(from, Set.of()));
        open.remove(from);
        Set<String> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            String next = open.pop();
            for (String further : known.getOrDefault(next, Set.of())) {
                if (further.equals(to)) {
                    return true;
                }
                if (seen.add(further)) {
                    open.push(further);
                }
            }
        }
        return false;
    }
}
