rootProject.name = "aatomic-example-gradle"
