from workflows.engine import plugin


class CoordinationConfig(plugin.KindConfig):
    name = "workflows.kinds.coordination"
    label = "coordination"

    def ready(self) -> None:
        from workflows.kinds.coordination import (  # noqa: F401  each registers itself
            disclosing,
            group_panel,
            handlers,
            receivers,
        )
