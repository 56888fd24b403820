"""The edge to payment providers: one abstract class, a registry, a package per provider."""
