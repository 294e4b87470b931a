from workflows.engine import plugin


class CoordinationConfig(plugin.KindConfig):
    name = "workflows.kinds.coordination"
    label = "coordination"

    def ready(self) -> None:
        from workflows.kinds.coordination import disclosing, handlers, receivers  # noqa: F401  registers all
