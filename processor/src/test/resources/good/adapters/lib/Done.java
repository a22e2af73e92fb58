package lib;

public interface Done {}
