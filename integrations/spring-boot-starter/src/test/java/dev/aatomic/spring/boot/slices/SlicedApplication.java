package dev.aatomic.spring.boot.slices;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application whose parts are tested. */
@SpringBootApplication
class SlicedApplication {}
