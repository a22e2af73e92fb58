package dev.aatomic.processor;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.aatomic.processor.generate.SourceWriter;
import dev.aatomic.processor.validate.ProblemPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.annotation.processing.Filer;
import javax.annotation.processing.Messager;
import javax.annotation.processing.RoundEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A package for each stage, and which may know which. */
class ArchitectureTest {

    private static final String ROOT = "dev.aatomic.processor";
    private static final Path SOURCES = Path.of("src/main/java");

    private static JavaClasses processor;

    @BeforeAll
    static void read() {
        processor = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT);
    }

    @Test
    void aStageKnowsOnlyTheOnesBeforeIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("entry")
                .definedBy(ROOT)
                .layer("option")
                .definedBy(ROOT + ".option")
                .layer("declaration")
                .definedBy(ROOT + ".declaration")
                .layer("descriptor")
                .definedBy(ROOT + ".descriptor")
                .layer("type")
                .definedBy(ROOT + ".type")
                .layer("method")
                .definedBy(ROOT + ".method")
                .layer("read")
                .definedBy(ROOT + ".read")
                .layer("validate")
                .definedBy(ROOT + ".validate")
                .layer("component")
                .definedBy(ROOT + ".component")
                .layer("describe")
                .definedBy(ROOT + ".describe")
                .layer("generate")
                .definedBy(ROOT + ".generate")
                .whereLayer("entry")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("generate")
                .mayOnlyBeAccessedByLayers("entry")
                .whereLayer("describe")
                .mayOnlyBeAccessedByLayers("entry")
                .whereLayer("component")
                .mayOnlyBeAccessedByLayers("describe", "entry")
                .whereLayer("validate")
                .mayOnlyBeAccessedByLayers("entry")
                .whereLayer("read")
                .mayOnlyBeAccessedByLayers("validate", "component", "describe", "entry")
                .whereLayer("method")
                .mayOnlyBeAccessedByLayers("read")
                .whereLayer("type")
                .mayOnlyBeAccessedByLayers("method", "read", "validate", "describe")
                .whereLayer("declaration")
                .mayOnlyBeAccessedByLayers(
                        "option",
                        "descriptor",
                        "method",
                        "read",
                        "validate",
                        "component",
                        "describe",
                        "generate",
                        "entry")
                .whereLayer("descriptor")
                .mayOnlyBeAccessedByLayers("type", "read", "validate", "component", "describe", "generate", "entry")
                .whereLayer("option")
                .mayOnlyBeAccessedByLayers("validate", "entry")
                .check(processor);
    }

    @Test
    void stagesHandRecordsToEachOther() {
        classes()
                .that()
                .resideInAnyPackage(ROOT + ".declaration", ROOT + ".descriptor")
                .and()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .should()
                .beRecords()
                .orShould()
                .beEnums()
                .check(processor);
    }

    @Test
    void onlyTheEntryKnowsTheRound() {
        noClasses()
                .that(not(equivalentTo(AatomicProcessor.class)).and(not(equivalentTo(BeanAnnotationsProcessor.class))))
                .should()
                .dependOnClassesThat(equivalentTo(RoundEnvironment.class))
                .check(processor);
    }

    @Test
    void onlyTheWriterTouchesFiles() {
        noClasses()
                .that(not(equivalentTo(SourceWriter.class)).and(not(equivalentTo(AatomicStep.class))))
                .should()
                .dependOnClassesThat(equivalentTo(Filer.class))
                .check(processor);
    }

    @Test
    void onlyThePrinterTouchesMessages() {
        noClasses()
                .that(not(equivalentTo(ProblemPrinter.class)).and(not(equivalentTo(AatomicStep.class))))
                .should()
                .dependOnClassesThat(equivalentTo(Messager.class))
                .check(processor);
    }

    @Test
    void noneHasStateThatOutlivesACompilation() {
        fields().that().areStatic().should().beFinal().check(processor);
    }

    @Test
    void noneKnowsACompiler() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("com.sun..").or(resideInAPackage("org.eclipse..")))
                .check(processor);
    }

    @Test
    void filesAreShort() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                int longest = file.endsWith("AatomicProcessor.java") ? 119 : 400;
                assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(longest);
            }
        }
    }

    @Test
    void aSampleStandsAboveEachMethodThatGenerates() throws IOException {
        List<String> generators = List.of("WrapperGenerator", "MethodGenerator", "ConstructorGenerator");
        for (String generator : generators) {
            Path file = SOURCES.resolve("dev/aatomic/processor/generate/" + generator + ".java");
            assertThat(Files.readString(file)).as(generator).contains("<pre>{@code");
        }
    }
}
