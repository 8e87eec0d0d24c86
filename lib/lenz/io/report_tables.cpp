namespace lenz::io {}
