plugins {
    application
}

val aatomicVersion = "0.1.0-SNAPSHOT"

repositories {
    // For the snapshot, which "mvn install" of this project's sources put there.
    mavenLocal()
    mavenCentral()
}

dependencies {
    // One version for all of Aatomic's artifacts. An annotation processor has a class path of its own, and is told again.
    implementation(platform("dev.aatomic:aatomic-bom:$aatomicVersion"))
    annotationProcessor(platform("dev.aatomic:aatomic-bom:$aatomicVersion"))

    implementation("dev.aatomic:aatomic-annotations")
    implementation("dev.aatomic:aatomic-runtime")
    annotationProcessor("dev.aatomic:aatomic-processor")

    runtimeOnly("com.h2database:h2:2.5.252")
    implementation("com.zaxxer:HikariCP:7.1.0")
    runtimeOnly("org.slf4j:slf4j-nop:2.0.20")
}

java {
    toolchain {
        languageVersion.set(JavaLanguageVersion.of(17))
    }
}

tasks.withType<JavaCompile>().configureEach {
    // The processor's options, if any: docs/errors.md has them.
    options.compilerArgs.add("-Aaatomic.databases=bank")
}

application {
    mainClass.set("dev.aatomic.examples.gradle.Application")
}
