package dev.aatomic.runtime;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
@Tag("shape")
final class ArchitectureTest {

    private static final String API = "dev.aatomic.runtime";
    private static final String JOOQ = "dev.aatomic.runtime.jooq";
    private static final String ENGINE = "dev.aatomic.runtime.internal";
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
}
