@dev.aatomic.AdaptedBy(String.class) // ! NoAdapter 30
package app;
