from workflows.engine import plugin


class VolunteeringConfig(plugin.KindConfig):
    name = "workflows.kinds.volunteering"
    label = "volunteering"
    administered = ("recruitment",)
    shown_publicly = {"recruitment": ("taken",)}

    def ready(self) -> None:
        from workflows.kinds.volunteering import disclosing, receivers  # noqa: F401  registers, connects the receivers
