from workflows.engine import plugin


class VolunteeringConfig(plugin.KindConfig):
    name = "workflows.kinds.volunteering"
    label = "volunteering"
