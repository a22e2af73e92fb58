package dev.aatomic.application;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

/** A row of the table that each database of the tests has. */
@MappedEntity(value = "entry", escape = false)
public record Entry(@Id int v) {}
